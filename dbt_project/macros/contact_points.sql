{#
  How one contact point or name is brought into the form in which it is compared.
  Everything that another engine would write differently is here, so that the models of
  identity stay plain SQL. What is generic or shared is decided in the models, not here.
#}

{# Lower case and plain Latin letters: what a typist without the accent would have written. #}
{% macro folded(text) -%}
strip_accents(
    replace(replace(replace(replace(replace(replace(replace(
        lower({{ text }}),
        'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'ø', 'o'), 'đ', 'd'), 'ł', 'l'), 'þ', 'th')
)
{%- endmacro %}

{# The words of a text as a list; apostrophes and dots join, hyphens stay. #}
{% macro words_of(text) -%}
list_filter(
    string_split(
        trim(regexp_replace(
            regexp_replace({{ folded(text) }}, '[''’`´.]', '', 'g'),
            '[^\pL\pN-]+', ' ', 'g'
        )),
        ' '
    ),
    lambda word: regexp_matches(word, '[\pL\pN]')
)
{%- endmacro %}

{# As words_of, with hyphens parting words too: for companies and places. #}
{% macro plain_words_of(text) -%}
{{ words_of("replace(" ~ text ~ ", '-', ' ')") }}
{%- endmacro %}

{#
  The words of a company's name. "S. A.", "S.A." and "A/S" are one word each: blanks
  between initials go, two passes because a match takes both of its initials.
#}
{% macro company_words_of(text) -%}
{{ plain_words_of(
    "regexp_replace(regexp_replace(regexp_replace(" ~ text
    ~ ", '\\b(\\pL)\\.\\s+(\\pL)\\.', '\\1.\\2.', 'g')"
    ~ ", '\\b(\\pL)\\.\\s+(\\pL)\\.', '\\1.\\2.', 'g')"
    ~ ", '\\b(\\pL)/(\\pL)\\b', '\\1\\2', 'g')"
) }}
{%- endmacro %}

{#
  Whether the last word is a legal form. Those of two letters are last names too, and
  count only after two words of which the second is no particle ("Maria de Sa" is a
  person) unless a legal form stands before it ("S.A. de C.V.").
#}
{% macro ends_in_legal_form(words, legal_forms, particles) -%}
(
    len({{ words }}) > 1
    and list_contains({{ legal_forms }}, {{ words }}[-1])
    and (
        length({{ words }}[-1]) > 2
        or (
            len({{ words }}) > 2
            and (
                not list_contains({{ particles }}, {{ words }}[-2])
                or coalesce(list_contains({{ legal_forms }}, {{ words }}[-3]), false)
            )
        )
    )
)
{%- endmacro %}

{# Where one field names two ("John & Mary"): the first of them. #}
{% macro first_named(text) -%}
regexp_split_to_array({{ text }}, {{ between_two() }})[1]
{%- endmacro %}

{# The second of them, null where there is one. #}
{% macro next_named(text) -%}
regexp_split_to_array({{ text }}, {{ between_two() }})[2]
{%- endmacro %}

{% macro between_two() -%}
'\s*[&+]\s*|\s+/\s+|\s+(?i:and|und|et)\s+|\s+y\s+'
{%- endmacro %}

{# The words joined, or null when there are none. #}
{% macro joined(words, separator=' ') -%}
nullif(array_to_string({{ words }}, '{{ separator }}'), '')
{%- endmacro %}

{% macro words_without(words, unwanted) -%}
list_filter({{ words }}, lambda word: not list_contains({{ unwanted }}, word))
{%- endmacro %}

{% macro words_among(words, wanted) -%}
list_filter({{ words }}, lambda word: list_contains({{ wanted }}, word))
{%- endmacro %}

{# Without the first word where it is one of those; one word always stays. #}
{% macro without_leading(words, unwanted) -%}
(case
    when len({{ words }}) > 1 and list_contains({{ unwanted }}, {{ words }}[1])
        then {{ words }}[2:]
    else {{ words }}
end)
{%- endmacro %}

{# Without the last word where it is one of those; one word always stays. #}
{% macro without_trailing(words, unwanted) -%}
(case
    when len({{ words }}) > 1 and list_contains({{ unwanted }}, {{ words }}[-1])
        then {{ words }}[:-2]
    else {{ words }}
end)
{%- endmacro %}

{# Without those of the words between the first and the last. #}
{% macro without_inner(words, unwanted) -%}
(case
    when len({{ words }}) > 2
        then {{ words }}[:1]
            || {{ words_without(words ~ '[2:-2]', unwanted) }}
            || {{ words }}[-1:]
    else {{ words }}
end)
{%- endmacro %}

{# Without a middle initial at the end; two words always stay. #}
{% macro without_trailing_initial(words) -%}
(case
    when len({{ words }}) > 2 and length({{ words }}[-1]) = 1 then {{ words }}[:-2]
    else {{ words }}
end)
{%- endmacro %}

{# The words of the family name: from the first particle on ("van der Berg"), else the last. #}
{% macro family_words(words, particles) -%}
{{ words }}[
    coalesce(
        list_min(list_filter(
            range(2, len({{ words }})),
            lambda place: list_contains({{ particles }}, {{ words }}[place])
        )),
        len({{ words }})
    ):
]
{%- endmacro %}

{% macro first_of(items) -%}
{{ items }}[1]
{%- endmacro %}

{% macro first_items(items, count) -%}
{{ items }}[:{{ count }}]
{%- endmacro %}

{# The items from that place on, counted from 1. #}
{% macro items_from(items, place) -%}
({{ items }})[{{ place }}:]
{%- endmacro %}

{% macro one_item_list(value) -%}
case when {{ value }} is not null then [{{ value }}] end
{%- endmacro %}

{# Both lists in one; a null counts as empty. #}
{% macro lists_joined(items, more) -%}
(coalesce({{ items }}, []) || coalesce({{ more }}, []))
{%- endmacro %}

{% macro list_length(items) -%}
coalesce(len({{ items }}), 0)
{%- endmacro %}

{% macro empty_list() -%}
cast([] as varchar[])
{%- endmacro %}

{% macro has_letters(text) -%}
regexp_matches({{ text }}, '\pL')
{%- endmacro %}

{# The list, or null instead of an empty one: to a comparison an empty list is a value. #}
{% macro null_if_empty(items) -%}
case when len({{ items }}) > 0 then {{ items }} end
{%- endmacro %}

{# In a select list: one row per item of the list. #}
{% macro exploded(items) -%}
unnest({{ items }})
{%- endmacro %}

{# In a select list: one row per item, and its place in the list from 1. #}
{% macro exploded_with_place(items, item_name, place_name) -%}
unnest({{ items }}) as {{ item_name }},
        generate_subscripts({{ items }}, 1) as {{ place_name }}
{%- endmacro %}

{# The texts of a group in one, parted by blanks or what is given. #}
{% macro text_joined_in_order(text, place, separator=' ') -%}
string_agg({{ text }}, '{{ separator }}' order by {{ place }})
{%- endmacro %}

{# Distinct non-null values of a group as a sorted list, null when there are none. #}
{% macro sorted_list(value, condition='true') -%}
{{ null_if_empty(
    "list_sort(list_distinct(array_agg(" ~ value ~ ") filter (where ("
    ~ condition ~ ") and " ~ value ~ " is not null)))"
) }}
{%- endmacro %}

{# The code or name of a country as the list of countries has it: "U.S.A." as "usa". #}
{% macro country_as_written(text) -%}
replace(lower(trim({{ text }})), '.', '')
{%- endmacro %}

{#
  A telephone number with what stands between its digits left out, so that one number
  written in several ways is read once. What holds more than digits stays as it is.
#}
{% macro phone_as_typed(text) -%}
case
    when regexp_full_match(
        {{ text }}, '[ (]*\+?(?:[ ().-]*[0-9]){1,15}[ ().-]*'
    )
        then regexp_replace({{ text }}, '[ ().-]', '', 'g')
    else trim({{ text }})
end
{%- endmacro %}

{# The numbers that a text names, typed in that country: a list of number,
   national_number and extension. Registered by orchestration/dbt_plugin.py. #}
{% macro phones_in(text, country) -%}
read_phones({{ text }}, {{ country }})
{%- endmacro %}

{# Another text when phones_in may read otherwise. #}
{% macro phone_reader_version() -%}
phone_reader_version()
{%- endmacro %}

{% macro field_of(record, field) -%}
struct_extract({{ record }}, '{{ field }}')
{%- endmacro %}

{# The first thing in the text that looks like an address, lower case, else null. #}
{% macro email_in(text) -%}
nullif(
    regexp_extract(
        lower({{ text }}),
        '([^\s@<>,;:"()]+@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})\.?>?\s*$',
        1
    ),
    ''
)
{%- endmacro %}

{# What stands before the @, without +tag. #}
{% macro email_local(email) -%}
case
    when {{ email }} like '+%' then split_part({{ email }}, '@', 1)
    else split_part(split_part({{ email }}, '@', 1), '+', 1)
end
{%- endmacro %}

{# The last label of a domain: "com". #}
{% macro last_label(domain) -%}
split_part({{ domain }}, '.', -1)
{%- endmacro %}

{#
  The form in which addresses are compared, by what the provider's row of email_providers
  says: which of its domains are one, and which signs it does not tell apart.
#}
{% macro email_form(local_part, domain, provider) -%}
(case
    when {{ provider }}.ignored_signs is not null
        then coalesce(
            nullif(translate({{ local_part }}, {{ provider }}.ignored_signs, ''), ''),
            {{ local_part }}
        )
    else {{ local_part }}
end || '@' || coalesce({{ provider }}.same_as, {{ domain }}))
{%- endmacro %}

{#
  The words of a street. A number sign after the house number marks a unit, and so does
  what follows the last comma when it is as short as one: "12 Main St #4", "…, 4B".
#}
{% macro street_words_of(text) -%}
{{ plain_words_of(
    "regexp_replace(regexp_replace(regexp_replace(" ~ text
    ~ ", '^(\\s*\\d[^#]*)#', '\\1 apt ')"
    ~ ", '^(\\s*\\d.*),\\s*(\\d{1,4}[a-zA-Z]?|[a-zA-Z]-?\\d{1,4})\\s*$', '\\1 apt \\2')"
    ~ ", '(\\pL)\\.(\\d)', '\\1 \\2', 'g')"
) }}
{%- endmacro %}

{# Where the words stand that mark a unit: before its number, or after a small one. #}
{% macro places_of_unit_words(words, before, after) -%}
list_filter(
    range(1, len({{ words }}) + 1),
    lambda place: (
        list_contains({{ before }}, {{ words }}[place])
        and (
            {{ is_unit_number(words ~ '[place + 1]') }}
            or (
                list_contains({{ before }}, {{ words }}[place + 1])
                and {{ is_unit_number(words ~ '[place + 2]') }}
            )
        )
    )
    or (
        place > 2
        and list_contains({{ after }}, {{ words }}[place])
        and {{ is_floor_number(words ~ '[place - 1]') }}
    )
)
{%- endmacro %}

{# Where the numbers of units stand. #}
{% macro places_of_units(words, before, after) -%}
list_filter(
    range(1, len({{ words }}) + 1),
    lambda place: (
        list_contains({{ before }}, {{ words }}[place - 1])
        and {{ is_unit_number(words ~ '[place]') }}
    )
    or (
        place > 1
        and list_contains({{ after }}, {{ words }}[place + 1])
        and {{ is_floor_number(words ~ '[place]') }}
    )
)
{%- endmacro %}

{% macro is_unit_number(word) -%}
coalesce(regexp_full_match({{ word }}, '[a-z]?[0-9]+[a-z]?|[a-z]'), false)
{%- endmacro %}

{% macro is_floor_number(word) -%}
coalesce(regexp_full_match({{ word }}, '[0-9]{1,2}(st|nd|rd|th|er|e|o|a)?'), false)
{%- endmacro %}

{% macro items_at(items, places) -%}
list_select({{ items }}, {{ places }})
{%- endmacro %}

{% macro items_not_at(items, places) -%}
list_select(
    {{ items }},
    list_filter(
        range(1, len({{ items }}) + 1),
        lambda place: not list_contains({{ places }}, place)
    )
)
{%- endmacro %}

{# "Hauptstr. 5 a" as "Hauptstr. 5a": where the number does not come first, a letter after
   it belongs to it; where it does, the letter is a point of the compass. #}
{% macro with_letter_at_number(words) -%}
string_split(
    regexp_replace(
        array_to_string({{ words }}, ' '), '^(\pL.* [0-9]+) ([a-z])$', '\1\2'
    ),
    ' '
)
{%- endmacro %}

{# A post box in one way of writing, whatever the country calls it; else null. #}
{% macro post_box_in(street) -%}
case
    when regexp_matches({{ street }}, '{{ post_box_words() }}[0-9]')
        then 'po box ' || replace(
            regexp_extract({{ street }}, '{{ post_box_words() }}([0-9][0-9 ]*)', 1), ' ', ''
        )
end
{%- endmacro %}

{% macro post_box_words() -%}
^(?:p ?o ?b(?:ox)?|post office box|postfach|postf|apartado(?: postal| de correos)?|apdo(?: postal)?|casilla(?: postal| de correos?)?|bp|boite postale|postbus|caixa postal|casella postale) (?:no )?
{%- endmacro %}

{# "Hauptstrasse" and "Hauptstr." end as "Haupt Street" would: German joins the word. #}
{% macro street_word(word) -%}
regexp_replace({{ word }}, '(strasse|str)$', 'st')
{%- endmacro %}

{# Postcodes without blanks and signs; those of the United States without the +4. #}
{% macro postcode_form(postcode, country) -%}
nullif(
    case
        when {{ country }} = 'US'
            then left(regexp_replace(upper({{ postcode }}), '[^0-9A-Z]', '', 'g'), 5)
        else regexp_replace(upper({{ postcode }}), '[^0-9A-Z]', '', 'g')
    end,
    ''
)
{%- endmacro %}

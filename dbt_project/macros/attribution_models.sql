{#
    The attribution models, in the order in which they are shown. Each is one file,
    models/intermediate/attribution/models/int_credits_<name>.sql, which says how much
    each touch of a conversion weighs; everything else follows from this list.
#}
{% macro attribution_models() %}
{{ return([
    {
        "name": "confirmed",
        "label": "Confirmed",
        "note": "the campaign of the unique lead takes all of the revenue",
    },
    {
        "name": "first",
        "label": "First touch",
        "note": "the first touch takes all",
    },
    {
        "name": "last",
        "label": "Last touch",
        "note": "the last touch takes all",
    },
    {
        "name": "last_non_direct",
        "label": "Last non-direct touch",
        "note": "the last touch that is not direct takes all; the last one where all are direct",
    },
    {
        "name": "linear",
        "label": "Linear",
        "note": "every touch takes an equal part",
    },
    {
        "name": "position",
        "label": "Position",
        "note": "the first and the last touch take the shares that the definition gives them, those between share the rest evenly",
    },
    {
        "name": "time_decay",
        "label": "Time decay",
        "note": "a touch weighs half as much for each half-life that it is older",
    },
    {
        "name": "markov",
        "label": "Markov",
        "note": "the campaigns on the path share by how many conversions would be lost without them (removal effect, order 1)",
    },
    {
        "name": "markov_2",
        "label": "Markov, order 2",
        "note": "as Markov, where the next step depends on the last two campaigns",
    },
    {
        "name": "shapley",
        "label": "Shapley",
        "note": "the campaigns on the path share by how much each raises the conversion rate on joining the others, over all orders of joining",
    },
]) }}
{% endmacro %}

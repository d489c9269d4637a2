"""What is compared of two records' places: declarations only, as in comparisons.py."""

from splink_models.levels import Chance, Comparison, Level

# A street with its number is shared by a household; a postcode or a town by strangers, how
# many depends on where the business works. The region says least, and most often: who
# moves mostly stays in it, and the more records there are, the fewer names are told apart
# without it. Of a call without a name it says no more than the number does.
_BOTH_NAMED = "last_name_l is not null and last_name_r is not null"
_REGIONS_OF_NAMED = f"(region_l is not null and region_r is not null and {_BOTH_NAMED})"
_TOWN_UNKNOWN = "(city_l is null or city_r is null)"
ADDRESS = Comparison(
    name="address",
    unknown=(
        f"(postcode_l is null or postcode_r is null) and {_TOWN_UNKNOWN} "
        f"and not coalesce({_REGIONS_OF_NAMED}, false)"
    ),
    levels=(
        Level(
            "same street and number",
            "street_l = street_r and (postcode_l = postcode_r or city_l = city_r)",
            Chance.PER_RECORD,
        ),
        Level(
            "street a slip apart",
            "damerau_levenshtein(street_l, street_r) <= 2 "
            "and (postcode_l = postcode_r or city_l = city_r)",
            Chance.MEASURED,
        ),
        Level(
            "same postcode, street unknown",
            "postcode_l = postcode_r and (street_l is null or street_r is null)",
            Chance.MEASURED,
        ),
        Level(
            "same postcode, other street", "postcode_l = postcode_r", Chance.MEASURED
        ),
        Level("same town", "city_l = city_r", Chance.MEASURED),
        Level(
            "same region, town unknown",
            f"{_REGIONS_OF_NAMED} and region_l = region_r and {_TOWN_UNKNOWN}",
            Chance.MEASURED,
        ),
        Level(
            "same region, other town",
            f"{_REGIONS_OF_NAMED} and region_l = region_r",
            Chance.MEASURED,
        ),
    ),
    otherwise="other town",
    chance=Chance.MEASURED,
)

# Who gives no place has one all the same: the company of a network to which a contact came
# serves some area, and the next contact from there mostly comes to it too. Two companies
# are two areas, more surely than one region is one: of a million leads, of the pairs of
# one name with nothing but the region in common, one in a thousand was one person when two
# companies had them, one in five when one had. How much it says beside the place depends
# on the place, so that each has its own shares. Of a call without a name it says no more
# than the number does, and where the postcode is the same, no more than that.
SERVED_BY = Comparison(
    name="served_by",
    unknown=(
        "company_id_l is null or company_id_r is null "
        f"or not ({_BOTH_NAMED}) or coalesce(postcode_l = postcode_r, false)"
    ),
    levels=tuple(
        Level(
            f"{companies}, {place}",
            " and ".join(part for part in (condition, same) if part) or "true",
            Chance.MEASURED,
            given=place,
        )
        for place, condition in {
            "same town": "city_l = city_r",
            "same region, town unknown": f"region_l = region_r and {_TOWN_UNKNOWN}",
            "same region, other town": "region_l = region_r",
            "place unknown": (
                f"(postcode_l is null or postcode_r is null) and {_TOWN_UNKNOWN} "
                "and (region_l is null or region_r is null)"
            ),
            "other place": "",
        }.items()
        for companies, same in (
            ("one company", "company_id_l = company_id_r"),
            ("two companies", ""),
        )
    )[:-1],
    otherwise="two companies, other place",
    chance=Chance.MEASURED,
    given="other place",
)

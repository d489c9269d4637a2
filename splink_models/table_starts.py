"""Where training begins for the comparisons of tables: as for contacts, in start.py."""

from splink_models.mixture import PairClass

TABLE_START: dict[str, dict[PairClass, dict[str, float]]] = {
    "full_name": {
        PairClass.MATCH: {
            "same name, few namesakes": 0.3,
            "same name, some namesakes": 0.25,
            "same name, many namesakes": 0.2,
            "same last name, other first name": 0.01,
            "other name": 0.01,
        },
        PairClass.HOUSEHOLD: {
            "same last name, other first name": 0.75,
            "other name": 0.2,
        },
    },
    "telephone": {
        PairClass.MATCH: {"same number, given with one name": 0.6, "other number": 0.2},
        PairClass.HOUSEHOLD: {
            "same number, given with several names": 0.5,
            "other number": 0.45,
        },
    },
    "date_of_birth": {
        PairClass.MATCH: {"same day": 0.8, "other year": 0.02},
        PairClass.HOUSEHOLD: {"same day": 0.01, "other year": 0.9},
    },
    "identifier": {
        PairClass.MATCH: {"same identifier": 0.9},
        PairClass.HOUSEHOLD: {"same identifier": 0.01},
    },
    "location": {
        PairClass.MATCH: {"same number, nearly all words": 0.7},
        PairClass.HOUSEHOLD: {"same number, nearly all words": 0.8},
    },
    "place": {
        PairClass.MATCH: {"same town": 0.8},
        PairClass.HOUSEHOLD: {"same town": 0.8},
    },
    "company": {
        PairClass.MATCH: {"same name": 0.7, "other name": 0.02},
        PairClass.HOUSEHOLD: {"other name": 0.5},
    },
    "employer": {PairClass.MATCH: {"all words of one in the other": 0.8}},
}

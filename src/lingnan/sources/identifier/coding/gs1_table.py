"""The application identifiers of GS1: formats, titles, demanded and excluded partners.

Facts of the GS1 General Specifications (3.2 to 3.11, 4.14), restated from the GS1 Barcode Syntax
Dictionary as published at https://github.com/gs1/gs1-syntax-dictionary (with 716, 7041, 7250 to
7259, 8014). Not for how fields are checked (see gs1_component), nor for identifiers allotted later.
"""

from collections.abc import Iterator
from typing import Final

from lingnan.sources.identifier.coding.gs1_rule import Rule, read_rule

_ITEM = "01,02,8006,8026"
_GTIN = "01,02"
_UNIT = "00,01"
_MEASURED = "30,31nn,32nn,35nn,36nn"
_PERSON = "8017,8018"
_COUNTRIES = "N3,country" + 4 * " [N3],country"

#: (identifier, title, field, demanded, excluded)
_ROWS: Final[tuple[tuple[str, ...], ...]] = (
    ("00", "SSCC", "N18,mod10,key"),
    ("01", "GTIN", "N14,mod10,key", "", "02,255,37"),
    ("02", "CONTENT", "N14,mod10,key", "37"),
    ("10", "BATCH/LOT", "X..20", _ITEM),
    ("11", "PROD DATE", "N6,date0", _ITEM),
    ("12", "DUE DATE", "N6,date0", "8020"),
    ("13", "PACK DATE", "N6,date0", _ITEM),
    ("15", "BEST BEFORE or BEST BY", "N6,date0", _ITEM),
    ("16", "SELL BY", "N6,date0", _ITEM),
    ("17", "USE BY or EXPIRY", "N6,date0", "01,02,255,8006,8026"),
    ("20", "VARIANT", "N2", _ITEM),
    ("21", "SERIAL", "X..20", "01,8006", "235"),
    ("22", "CPV", "X..20", "01"),
    ("235", "TPX", "X..28", "01"),
    ("240", "ADDITIONAL ID", "X..30", _ITEM),
    ("241", "CUST. PART No.", "X..30", _ITEM),
    ("242", "MTO VARIANT", "N..6", _ITEM),
    ("243", "PCN", "X..20", "01"),
    ("250", "SECONDARY SERIAL", "X..30", "01,8006 21"),
    ("251", "REF. TO SOURCE", "X..30", "01,8006"),
    ("253", "GDTI", "N13,mod10,key [X..17]"),
    ("254", "GLN EXTENSION COMPONENT", "X..20", "414"),
    ("255", "GCN", "N13,mod10,key [N..12]", "", "01,02,415,8006,8020,8026"),
    ("30", "VAR. COUNT", "N..8", _GTIN),
    ("37", "COUNT", "N..8", "00 02,8026"),
    ("400", "ORDER NUMBER", "X..30"),
    ("401", "GINC", "X..30,key"),
    ("402", "GSIN", "N17,mod10,key"),
    ("403", "ROUTE", "X..30", "00"),
    ("410", "SHIP TO LOC", "N13,mod10,key"),
    ("411", "BILL TO", "N13,mod10,key"),
    ("412", "PURCHASE FROM", "N13,mod10,key"),
    ("413", "SHIP FOR LOC", "N13,mod10,key"),
    ("414", "LOC No.", "N13,mod10,key"),
    ("415", "PAY TO", "N13,mod10,key", "8020"),
    ("416", "PROD/SERV LOC", "N13,mod10,key"),
    ("417", "PARTY", "N13,mod10,key"),
    ("420", "SHIP TO POST", "X..20", "", "421"),
    ("421", "SHIP TO POST", "N3,country X..9", "", "4307"),
    ("422", "ORIGIN", "N3,country", _ITEM, "426"),
    ("423", "COUNTRY - INITIAL PROCESS", _COUNTRIES, _GTIN, "426"),
    ("424", "COUNTRY - PROCESS", "N3,country", _GTIN, "426"),
    ("425", "COUNTRY - DISASSEMBLY", _COUNTRIES, _GTIN, "426"),
    ("426", "COUNTRY - FULL PROCESS", "N3,country", _GTIN),
    ("427", "ORIGIN SUBDIVISION", "X..3", "01,02 422"),
    ("4300", "SHIP TO COMP", "X..35,percent", "00"),
    ("4301", "SHIP TO NAME", "X..35,percent", "00"),
    ("4302", "SHIP TO ADD1", "X..70,percent", "00"),
    ("4303", "SHIP TO ADD2", "X..70,percent", "4302"),
    ("4304", "SHIP TO SUB", "X..70,percent", "00"),
    ("4305", "SHIP TO LOC", "X..70,percent", "00"),
    ("4306", "SHIP TO REG", "X..70,percent", "00"),
    ("4307", "SHIP TO COUNTRY", "X2,letters", "00"),
    ("4308", "SHIP TO PHONE", "X..30", "00"),
    ("4309", "SHIP TO GEO", "N10,latitude N10,longitude", "00"),
    ("4310", "RTN TO COMP", "X..35,percent", "00"),
    ("4311", "RTN TO NAME", "X..35,percent", "00"),
    ("4312", "RTN TO ADD1", "X..70,percent", "00"),
    ("4313", "RTN TO ADD2", "X..70,percent", "4312"),
    ("4314", "RTN TO SUB", "X..70,percent", "00"),
    ("4315", "RTN TO LOC", "X..70,percent", "00"),
    ("4316", "RTN TO REG", "X..70,percent", "00"),
    ("4317", "RTN TO COUNTRY", "X2,letters", "00"),
    ("4318", "RTN TO POST", "X..20", "00"),
    ("4319", "RTN TO PHONE", "X..30", "00"),
    ("4320", "SRV DESCRIPTION", "X..35,percent", "00"),
    ("4321", "DANGEROUS GOODS", "N1,binary", "00"),
    ("4322", "AUTH TO LEAVE", "N1,binary", "00"),
    ("4323", "SIG REQUIRED", "N1,binary", "00"),
    ("4324", "NOT BEF DEL DT", "N6,date0 N4,hourminute", "00"),
    ("4325", "NOT AFT DEL DT", "N6,date0 N4,hourminute", "00"),
    ("4326", "REL DATE", "N6,date", "00"),
    ("4330", "MAX TEMP F.", "N6 [X1],minus", "00", "4331"),
    ("4331", "MAX TEMP C.", "N6 [X1],minus", "00", "4330"),
    ("4332", "MIN TEMP F.", "N6 [X1],minus", "00", "4333"),
    ("4333", "MIN TEMP C.", "N6 [X1],minus", "00", "4332"),
    ("7001", "NSN", "N13", _ITEM),
    ("7002", "MEAT CUT", "X..30", _GTIN),
    ("7003", "EXPIRY TIME", "N6,date N4,hourminute", _GTIN),
    ("7004", "ACTIVE POTENCY", "N..4", "01 10"),
    ("7005", "CATCH AREA", "X..12", _GTIN),
    ("7006", "FIRST FREEZE DATE", "N6,date", _GTIN),
    ("7007", "HARVEST DATE", "N6,date [N6],date", _GTIN),
    ("7008", "AQUATIC SPECIES", "X..3", _GTIN),
    ("7009", "FISHING GEAR TYPE", "X..10", _GTIN),
    ("7010", "PROD METHOD", "X..2", _GTIN),
    ("7011", "TEST BY DATE", "N6,date [N4],hourminute", _GTIN),
    ("7020", "REFURB LOT", "X..20", "01,8006 416"),
    ("7021", "FUNC STAT", "X..20", "01,8006"),
    ("7022", "REV STAT", "X..20", "7021"),
    ("7023", "GIAI - ASSEMBLY", "X..30,key"),
    ("7040", "UIC+EXT", "N1 X1 X1 X1,importer"),
    ("7041", "UFRGT UNIT TYPE", "X..4", "00"),
    ("710", "NHRN PZN", "X..20", "01"),
    ("711", "NHRN CIP", "X..20", "01"),
    ("712", "NHRN CN", "X..20", "01"),
    ("713", "NHRN DRN", "X..20", "01"),
    ("714", "NHRN AIM", "X..20", "01"),
    ("715", "NHRN NDC", "X..20", "01"),
    ("716", "NHRN AIC", "X..20", "01"),
    ("7240", "PROTOCOL", "X..20", "01,8006"),
    ("7241", "AIDC MEDIA TYPE", "N2", _PERSON),
    ("7242", "VCN", "X..25", _PERSON),
    ("7250", "DOB", "N8,fulldate", "8018", "7251"),
    ("7251", "DOB TIME", "N8,fulldate N4,hourminute", "8018", "7250"),
    ("7252", "BIO SEX", "N1", "8018"),
    ("7253", "FAMILY NAME", "X..40,percent", _PERSON, "7256,7259"),
    ("7254", "GIVEN NAME", "X..40,percent", _PERSON, "7256,7259"),
    ("7255", "SUFFIX", "X..10", _PERSON, "7256,7259"),
    ("7256", "FULL NAME", "X..90,percent", _PERSON),
    ("7257", "PERSON ADDR", "X..70,percent", "8018"),
    ("7258", "BIRTH SEQUENCE", "X3", "8018+7259"),
    ("7259", "BABY", "X..40,percent", "8018", "7256"),
    ("8001", "DIMENSIONS", "N4,nonzero N5,nonzero N3,nonzero N1,winding N1", "01"),
    ("8002", "CMT No.", "X..20"),
    ("8003", "GRAI", "N1,zero N13,mod10,key [X..16]"),
    ("8004", "GIAI", "X..30,key"),
    ("8005", "PRICE PER UNIT", "N6", _GTIN),
    ("8006", "ITIP", "N14,mod10 N4,piece", "", "01,37"),
    ("8007", "IBAN", "X..34,iban", "415"),
    ("8008", "PROD TIME", "N6,date N2,hour [N2],minute [N2],minute", _GTIN),
    ("8009", "OPTSEN", "X..50", _UNIT),
    ("8010", "CPID", "Y..30,key"),
    ("8011", "CPID SERIAL", "N..12,noleadingzero", "8010"),
    ("8012", "VERSION", "X..20", "01,8006"),
    ("8013", "GMN", "X..25,pair,key"),
    ("8014", "MUDI", "X..25,pair,key", "01"),
    ("8017", "GSRN - PROVIDER", "N18,mod10,key", "", "8018"),
    ("8018", "GSRN - RECIPIENT", "N18,mod10,key", "", "8017"),
    ("8019", "SRIN", "N..10", _PERSON),
    ("8020", "REF No.", "X..25", "415"),
    ("8026", "ITIP CONTENT", "N14,mod10 N4,piece", "37", "02,8006"),
    ("8030", "DIGSIG", "Z..90", "00,01+21,253,255,8003,8004,8006+21,8010+8011,8017,8018"),
    ("8110", "COUPON CODE NORTH AMERICA", "X..70"),
    ("8111", "POINTS", "N4", "255"),
    ("8112", "PAPERLESS COUPON NORTH AMERICA", "X..70"),
    ("8200", "PRODUCT URL", "X..70", "01"),
    ("90", "INTERNAL", "X..30"),
)  # fmt: skip

#: Measures of trade items and logistic units: the fourth digit, 0 to 5, tells the decimals.
_MEASURES: Final = {
    "310": "NET WEIGHT (kg)", "311": "LENGTH (m)", "312": "WIDTH (m)", "313": "HEIGHT (m)",
    "314": "AREA (m²)", "315": "NET VOLUME (l)", "316": "NET VOLUME (m³)",
    "320": "NET WEIGHT (lb)", "321": "LENGTH (in)", "322": "LENGTH (ft)", "323": "LENGTH (yd)",
    "324": "WIDTH (in)", "325": "WIDTH (ft)", "326": "WIDTH (yd)", "327": "HEIGHT (in)",
    "328": "HEIGHT (ft)", "329": "HEIGHT (yd)", "350": "AREA (in²)", "351": "AREA (ft²)",
    "352": "AREA (yd²)", "356": "NET WEIGHT (troy oz)", "357": "NET VOLUME (oz)",
    "360": "NET VOLUME (qt)", "361": "NET VOLUME (gal)", "364": "VOLUME (in³)",
    "365": "VOLUME (ft³)", "366": "VOLUME (yd³)",
}  # fmt: skip
_LOGISTIC_MEASURES: Final = {
    "330": "GROSS WEIGHT (kg)", "331": "LENGTH (m), log", "332": "WIDTH (m), log",
    "333": "HEIGHT (m), log", "334": "AREA (m²), log", "335": "VOLUME (l), log",
    "336": "VOLUME (m³), log", "340": "GROSS WEIGHT (lb)", "341": "LENGTH (in), log",
    "342": "LENGTH (ft), log", "343": "LENGTH (yd), log", "344": "WIDTH (in), log",
    "345": "WIDTH (ft), log", "346": "WIDTH (yd), log", "347": "HEIGHT (in), log",
    "348": "HEIGHT (ft), log", "349": "HEIGHT (yd), log", "353": "AREA (in²), log",
    "354": "AREA (ft²), log", "355": "AREA (yd²), log", "362": "VOLUME (qt), log",
    "363": "VOLUME (gal), log", "367": "VOLUME (in³), log", "368": "VOLUME (ft³), log",
    "369": "VOLUME (yd³), log",
}  # fmt: skip


def _rules() -> Iterator[Rule]:
    for row in _ROWS:
        yield read_rule(*row)
    measures = (
        *((stem, title, _GTIN) for stem, title in _MEASURES.items()),
        *((stem, title, _UNIT) for stem, title in _LOGISTIC_MEASURES.items()),
        ("337", "KG PER m²", "01"),
    )
    for stem, title, requires in measures:
        for places in range(6):
            yield read_rule(f"{stem}{places}", title, "N6", requires, f"{stem}n")
    for places in range(10):
        yield read_rule(f"390{places}", "AMOUNT", "N..15", "255,8020", "390n,391n,394n,8111")
        yield read_rule(f"391{places}", "AMOUNT", "N3 N..15", "8020", "391n")
        yield read_rule(f"392{places}", "PRICE", "N..15", f"01 {_MEASURED}", "392n,393n")
        yield read_rule(f"393{places}", "PRICE", "N3 N..15", _MEASURED, "393n")
        yield read_rule(f"703{places}", f"PROCESSOR # {places}", "N3 X..27", _GTIN)
        yield read_rule(f"723{places}", f"CERT # {places + 1}", "X2 X..28", "01,8004")
    for places in range(4):
        yield read_rule(f"394{places}", "PRCNT OFF", "N4", "255", "394n,8111")
    for places in range(6):
        yield read_rule(f"395{places}", "PRICE/UoM", "N6", _MEASURED, "392n,393n,395n,8005")
    for digit in range(1, 10):
        yield read_rule(f"9{digit}", "INTERNAL", "X..90")


#: Every application identifier by its digits.
TABLE: Final = {rule.ai: rule for rule in _rules()}

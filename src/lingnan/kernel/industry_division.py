"""The 20 sections and 97 divisions of the national industry classification, with their names.

Data only; what codes mean and how they are written is in industry. English names are ours, after
those that the statistical yearbooks print.

Source: GB/T 4754-2017 国民经济行业分类, with amendment 1 (2019).
"""

from typing import Final

from lingnan.kernel.text import Text

SECTIONS: Final[dict[str, Text]] = {
    "A": Text("农、林、牧、渔业", "Agriculture, forestry, animal husbandry and fishery"),
    "B": Text("采矿业", "Mining"),
    "C": Text("制造业", "Manufacturing"),
    "D": Text(
        "电力、热力、燃气及水生产和供应业",
        "Production and supply of electricity, heat, gas and water",
    ),
    "E": Text("建筑业", "Construction"),
    "F": Text("批发和零售业", "Wholesale and retail trade"),
    "G": Text("交通运输、仓储和邮政业", "Transport, storage and post"),
    "H": Text("住宿和餐饮业", "Accommodation and catering"),
    "I": Text(
        "信息传输、软件和信息技术服务业",
        "Information transmission, software and information technology services",
    ),
    "J": Text("金融业", "Finance"),
    "K": Text("房地产业", "Real estate"),
    "L": Text("租赁和商务服务业", "Leasing and business services"),
    "M": Text("科学研究和技术服务业", "Scientific research and technical services"),
    "N": Text(
        "水利、环境和公共设施管理业",
        "Management of water conservancy, environment and public facilities",
    ),
    "O": Text("居民服务、修理和其他服务业", "Services to households, repair and other services"),
    "P": Text("教育", "Education"),
    "Q": Text("卫生和社会工作", "Health and social work"),
    "R": Text("文化、体育和娱乐业", "Culture, sports and entertainment"),
    "S": Text(
        "公共管理、社会保障和社会组织",
        "Public administration, social security and social organisations",
    ),
    "T": Text("国际组织", "International organisations"),
}

_NAMES: Final = """
A 01 农业 | Farming
A 02 林业 | Forestry
A 03 畜牧业 | Animal husbandry
A 04 渔业 | Fishery
A 05 农、林、牧、渔专业及辅助性活动 | Professional and support activities for agriculture
B 06 煤炭开采和洗选业 | Mining and washing of coal
B 07 石油和天然气开采业 | Extraction of petroleum and natural gas
B 08 黑色金属矿采选业 | Mining and processing of ferrous metal ores
B 09 有色金属矿采选业 | Mining and processing of non-ferrous metal ores
B 10 非金属矿采选业 | Mining and processing of non-metal ores
B 11 开采专业及辅助性活动 | Professional and support activities for mining
B 12 其他采矿业 | Mining of other ores
C 13 农副食品加工业 | Processing of food from agricultural products
C 14 食品制造业 | Manufacture of foods
C 15 酒、饮料和精制茶制造业 | Manufacture of liquor, beverages and refined tea
C 16 烟草制品业 | Manufacture of tobacco
C 17 纺织业 | Manufacture of textiles
C 18 纺织服装、服饰业 | Manufacture of textile wearing apparel and accessories
C 19 皮革、毛皮、羽毛及其制品和制鞋业 | Manufacture of leather, fur, feather products and footwear
C 20 木材加工和木、竹、藤、棕、草制品业 | Processing of timber, wood, bamboo and straw products
C 21 家具制造业 | Manufacture of furniture
C 22 造纸和纸制品业 | Manufacture of paper and paper products
C 23 印刷和记录媒介复制业 | Printing and reproduction of recording media
C 24 文教、工美、体育和娱乐用品制造业 | Manufacture of culture, craft, sport and leisure articles
C 25 石油、煤炭及其他燃料加工业 | Processing of petroleum, coal and other fuels
C 26 化学原料和化学制品制造业 | Manufacture of raw chemical materials and chemical products
C 27 医药制造业 | Manufacture of medicines
C 28 化学纤维制造业 | Manufacture of chemical fibres
C 29 橡胶和塑料制品业 | Manufacture of rubber and plastic products
C 30 非金属矿物制品业 | Manufacture of non-metallic mineral products
C 31 黑色金属冶炼和压延加工业 | Smelting and pressing of ferrous metals
C 32 有色金属冶炼和压延加工业 | Smelting and pressing of non-ferrous metals
C 33 金属制品业 | Manufacture of metal products
C 34 通用设备制造业 | Manufacture of general-purpose machinery
C 35 专用设备制造业 | Manufacture of special-purpose machinery
C 36 汽车制造业 | Manufacture of automobiles
C 37 铁路、船舶、航空航天和其他运输设备制造业 | Manufacture of other transport equipment
C 38 电气机械和器材制造业 | Manufacture of electrical machinery and apparatus
C 39 计算机、通信和其他电子设备制造业 | Manufacture of computers and electronic equipment
C 40 仪器仪表制造业 | Manufacture of measuring instruments
C 41 其他制造业 | Other manufacturing
C 42 废弃资源综合利用业 | Comprehensive utilisation of waste resources
C 43 金属制品、机械和设备修理业 | Repair of metal products, machinery and equipment
D 44 电力、热力生产和供应业 | Production and supply of electricity and heat
D 45 燃气生产和供应业 | Production and supply of gas
D 46 水的生产和供应业 | Production and supply of water
E 47 房屋建筑业 | Construction of buildings
E 48 土木工程建筑业 | Civil engineering
E 49 建筑安装业 | Building installation
E 50 建筑装饰、装修和其他建筑业 | Building decoration and other construction
F 51 批发业 | Wholesale trade
F 52 零售业 | Retail trade
G 53 铁路运输业 | Railway transport
G 54 道路运输业 | Road transport
G 55 水上运输业 | Water transport
G 56 航空运输业 | Air transport
G 57 管道运输业 | Pipeline transport
G 58 多式联运和运输代理业 | Multimodal transport and transport agencies
G 59 装卸搬运和仓储业 | Loading, unloading and storage
G 60 邮政业 | Post
H 61 住宿业 | Accommodation
H 62 餐饮业 | Catering
I 63 电信、广播电视和卫星传输服务 | Telecommunications, broadcasting and satellite services
I 64 互联网和相关服务 | Internet and related services
I 65 软件和信息技术服务业 | Software and information technology services
J 66 货币金融服务 | Monetary and financial services
J 67 资本市场服务 | Capital market services
J 68 保险业 | Insurance
J 69 其他金融业 | Other finance
K 70 房地产业 | Real estate
L 71 租赁业 | Leasing
L 72 商务服务业 | Business services
M 73 研究和试验发展 | Research and experimental development
M 74 专业技术服务业 | Professional technical services
M 75 科技推广和应用服务业 | Science and technology promotion and application services
N 76 水利管理业 | Water conservancy management
N 77 生态保护和环境治理业 | Ecological protection and environmental governance
N 78 公共设施管理业 | Management of public facilities
N 79 土地管理业 | Land management
O 80 居民服务业 | Services to households
O 81 机动车、电子产品和日用产品修理业 | Repair of motor vehicles, electronics and household goods
O 82 其他服务业 | Other services
P 83 教育 | Education
Q 84 卫生 | Health
Q 85 社会工作 | Social work
R 86 新闻和出版业 | Journalism and publishing
R 87 广播、电视、电影和录音制作业 | Production of radio, television, film and sound recordings
R 88 文化艺术业 | Culture and arts
R 89 体育 | Sports
R 90 娱乐业 | Entertainment
S 91 中国共产党机关 | Organs of the Communist Party of China
S 92 国家机构 | State organs
S 93 人民政协、民主党派 | People's Political Consultative Conference and democratic parties
S 94 社会保障 | Social security
S 95 群众团体、社会团体和其他成员组织 | Mass, social and other membership organisations
S 96 基层群众自治组织及其他组织 | Grass-roots self-governing and other organisations
T 97 国际组织 | International organisations
"""


def _read(table: str) -> dict[str, tuple[str, Text]]:
    divisions = {}
    for line in table.strip().splitlines():
        zh_part, en = line.split(" | ")
        section, code, zh = zh_part.split(" ", 2)
        divisions[code] = (section, Text(zh, en))
    return divisions


#: Two digits -> (section letter, name).
DIVISIONS: Final[dict[str, tuple[str, Text]]] = _read(_NAMES)

"""Names of the industry groups (three digits) and classes (four digits) that clusters use.

Data only, and a part of the standard only: the groups and classes that a cluster of a known pack is
made of, their classes, and the groups above them. A code that is absent here may well exist.
English names are ours.

Source: GB/T 4754-2017, divisions 34 to 40, 44 and 65, with amendment 1 (2019).
"""

from typing import Final

from lingnan.kernel.text import Text

_NAMES: Final = """
C341 锅炉及原动设备制造 | Boilers and prime movers
C3415 风能原动设备制造 | Wind power prime movers
C342 金属加工机械制造 | Metalworking machinery
C3421 金属切削机床制造 | Metal-cutting machine tools
C3422 金属成形机床制造 | Metal-forming machine tools
C3424 金属切割及焊接设备制造 | Metal cutting and welding equipment
C3425 机床功能部件及附件制造 | Functional parts and accessories of machine tools
C349 其他通用设备制造业 | Other general-purpose machinery
C3491 工业机器人制造 | Industrial robots
C3492 特殊作业机器人制造 | Robots for special operations
C3493 增材制造装备制造 | Additive manufacturing equipment
C356 电子和电工机械专用设备制造 | Special equipment for the electronic and electrical industries
C3562 半导体器件专用设备制造 | Special equipment for semiconductor devices
C3563 电子元器件与机电组件设备制造 | Equipment for electronic components and assemblies
C358 医疗仪器设备及器械制造 | Medical instruments and appliances
C3581 医疗诊断、监护及治疗设备制造 | Equipment for diagnosis, monitoring and treatment
C3582 口腔科用设备及器具制造 | Dental equipment and appliances
C3583 医疗实验室及医用消毒设备和器具制造 | Medical laboratory and disinfection equipment
C3584 医疗、外科及兽医用器械制造 | Medical, surgical and veterinary instruments
C3585 机械治疗及病房护理设备制造 | Mechanical therapy and ward nursing equipment
C3586 康复辅具制造 | Rehabilitation aids
C3587 眼镜制造 | Spectacles
C3589 其他医疗设备及器械制造 | Other medical equipment and instruments
C359 环保、邮政、社会公共服务及其他专用设备制造 | Equipment for environment and public services
C3591 环境保护专用设备制造 | Special equipment for environmental protection
C3595 社会公共安全设备及器材制造 | Public security equipment and apparatus
C361 汽车整车制造 | Complete automobiles
C3611 汽柴油车整车制造 | Petrol and diesel vehicles
C3612 新能源车整车制造 | New energy vehicles
C362 汽车用发动机制造 | Automobile engines
C3620 汽车用发动机制造 | Automobile engines
C363 改装汽车制造 | Modified automobiles
C3630 改装汽车制造 | Modified automobiles
C364 低速汽车制造 | Low-speed automobiles
C3640 低速汽车制造 | Low-speed automobiles
C365 电车制造 | Trams and trolleybuses
C3650 电车制造 | Trams and trolleybuses
C366 汽车车身、挂车制造 | Automobile bodies and trailers
C3660 汽车车身、挂车制造 | Automobile bodies and trailers
C367 汽车零部件及配件制造 | Automobile parts and accessories
C3670 汽车零部件及配件制造 | Automobile parts and accessories
C371 铁路运输设备制造 | Railway transport equipment
C3711 高铁车组制造 | High-speed trainsets
C3712 铁路机车车辆制造 | Railway locomotives and rolling stock
C3713 窄轨机车车辆制造 | Narrow-gauge locomotives and rolling stock
C3714 高铁设备、配件制造 | High-speed railway equipment and parts
C3715 铁路机车车辆配件制造 | Parts of railway locomotives and rolling stock
C3716 铁路专用设备及器材、配件制造 | Special railway equipment, apparatus and parts
C3719 其他铁路运输设备制造 | Other railway transport equipment
C372 城市轨道交通设备制造 | Urban rail transit equipment
C3720 城市轨道交通设备制造 | Urban rail transit equipment
C373 船舶及相关装置制造 | Ships and related installations
C3737 海洋工程装备制造 | Marine engineering equipment
C374 航空、航天器及设备制造 | Aircraft, spacecraft and equipment
C3741 飞机制造 | Aircraft
C3742 航天器及运载火箭制造 | Spacecraft and launch vehicles
C3743 航天相关设备制造 | Space-related equipment
C3744 航空相关设备制造 | Aviation-related equipment
C3749 其他航空航天器制造 | Other aircraft and spacecraft
C382 输配电及控制设备制造 | Power transmission, distribution and control equipment
C3825 光伏设备及元器件制造 | Photovoltaic equipment and components
C384 电池制造 | Batteries
C3841 锂离子电池制造 | Lithium-ion batteries
C3842 镍氢电池制造 | Nickel-metal hydride batteries
C3843 铅蓄电池制造 | Lead-acid batteries
C3844 锌锰电池制造 | Zinc-manganese batteries
C3849 其他电池制造 | Other batteries
C385 家用电力器具制造 | Household electrical appliances
C3851 家用制冷电器具制造 | Household refrigeration appliances
C3852 家用空气调节器制造 | Household air conditioners
C3853 家用通风电器具制造 | Household ventilation appliances
C3854 家用厨房电器具制造 | Household kitchen appliances
C3855 家用清洁卫生电器具制造 | Household cleaning appliances
C3856 家用美容、保健护理电器具制造 | Household beauty and health care appliances
C3857 家用电力器具专用配件制造 | Parts of household electrical appliances
C3859 其他家用电力器具制造 | Other household electrical appliances
C386 非电力家用器具制造 | Non-electrical household appliances
C387 照明器具制造 | Lighting equipment
C391 计算机制造 | Computers
C3911 计算机整机制造 | Complete computers
C3912 计算机零部件制造 | Computer parts
C3913 计算机外围设备制造 | Computer peripherals
C3914 工业控制计算机及系统制造 | Industrial control computers and systems
C3915 信息安全设备制造 | Information security equipment
C3919 其他计算机制造 | Other computers
C392 通信设备制造 | Communication equipment
C3921 通信系统设备制造 | Communication system equipment
C3922 通信终端设备制造 | Communication terminal equipment
C393 广播电视设备制造 | Broadcasting and television equipment
C3931 广播电视节目制作及发射设备制造 | Programme production and transmission equipment
C3932 广播电视接收设备制造 | Broadcasting and television reception equipment
C3933 广播电视专用配件制造 | Parts of broadcasting and television equipment
C3934 专业音响设备制造 | Professional audio equipment
C3939 应用电视设备及其他广播电视设备制造 | Applied television and other broadcasting equipment
C394 雷达及配套设备制造 | Radar and supporting equipment
C3940 雷达及配套设备制造 | Radar and supporting equipment
C395 非专业视听设备制造 | Consumer audio and video equipment
C3951 电视机制造 | Television sets
C3952 音响设备制造 | Audio equipment
C3953 影视录放设备制造 | Video recording and playback equipment
C396 智能消费设备制造 | Smart consumer devices
C3961 可穿戴智能设备制造 | Wearable smart devices
C3962 智能车载设备制造 | Smart in-vehicle devices
C3963 智能无人飞行器制造 | Smart unmanned aerial vehicles
C3964 服务消费机器人制造 | Service and consumer robots
C3969 其他智能消费设备制造 | Other smart consumer devices
C397 电子器件制造 | Electronic devices
C3971 电子真空器件制造 | Electronic vacuum devices
C3972 半导体分立器件制造 | Discrete semiconductor devices
C3973 集成电路制造 | Integrated circuits
C3974 显示器件制造 | Display devices
C3975 半导体照明器件制造 | Semiconductor lighting devices
C3976 光电子器件制造 | Optoelectronic devices
C3979 其他电子器件制造 | Other electronic devices
C398 电子元件及电子专用材料制造 | Electronic components and special electronic materials
C3981 电阻电容电感元件制造 | Resistors, capacitors and inductors
C3982 电子电路制造 | Electronic circuits
C3983 敏感元件及传感器制造 | Sensitive elements and sensors
C3984 电声器件及零件制造 | Electroacoustic devices and parts
C3985 电子专用材料制造 | Special electronic materials
C3989 其他电子元件制造 | Other electronic components
C399 其他电子设备制造 | Other electronic equipment
C3990 其他电子设备制造 | Other electronic equipment
C401 通用仪器仪表制造 | General-purpose instruments
C402 专用仪器仪表制造 | Special-purpose instruments
C403 钟表与计时仪器制造 | Clocks, watches and timing instruments
C404 光学仪器制造 | Optical instruments
C405 衡器制造 | Weighing instruments
C409 其他仪器仪表制造业 | Other instruments
D441 电力生产 | Electricity generation
D4411 火力发电 | Thermal power generation
D4412 热电联产 | Combined heat and power generation
D4413 水力发电 | Hydropower generation
D4414 核力发电 | Nuclear power generation
D4415 风力发电 | Wind power generation
D4416 太阳能发电 | Solar power generation
D4417 生物质能发电 | Biomass power generation
D4419 其他电力生产 | Other electricity generation
I651 软件开发 | Software development
I652 集成电路设计 | Integrated circuit design
I6520 集成电路设计 | Integrated circuit design
I657 数字内容服务 | Digital content services
"""


def _read(table: str) -> dict[str, Text]:
    groups = {}
    for line in table.strip().splitlines():
        zh_part, en = line.split(" | ")
        code, zh = zh_part.split(" ", 1)
        groups[code] = Text(zh, en)
    return groups


#: Section letter and three or four digits -> name.
GROUPS: Final[dict[str, Text]] = _read(_NAMES)

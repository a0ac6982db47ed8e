"""The columns of register files, with the headers that mean them. Not for reading the cells."""

from typing import Final

from lingnan.store.tabular import Column

ENTERPRISE: Final = (
    Column(
        "uscc",
        (
            "统一社会信用代码",
            "社会信用代码",
            "信用代码",
            "unified social credit code",
            "credit code",
        ),
        required=True,
    ),
    Column(
        "name_zh",
        (
            "企业名称",
            "单位名称",
            "单位详细名称",
            "公司名称",
            "名称",
            "中文名称",
            "name",
            "enterprise",
        ),
        required=True,
    ),
    Column("name_en", ("英文名称", "企业英文名称", "english name")),
    Column(
        "region_code",
        ("行政区划代码", "区划代码", "地区代码", "县区代码", "region", "county code", "area code"),
    ),
    Column(
        "city", ("城市", "地市", "地级市", "所在城市", "所在地市", "市", "所属地市", "city code")
    ),
    Column(
        "industry_code",
        (
            "行业代码",
            "国民经济行业代码",
            "主行业代码",
            "主要行业代码",
            "行业小类代码",
            "行业类别",
            "所属行业",
            "行业",
            "industry",
        ),
        required=True,
    ),
    Column("other_industry_codes", ("其他行业代码", "兼营行业代码", "other industries")),
    Column(
        "employees_count",
        (
            "从业人数",
            "从业人员",
            "从业人员数",
            "从业人员期末人数",
            "期末从业人数",
            "员工人数",
            "职工人数",
            "平均用工人数",
            "employees",
            "headcount",
        ),
    ),
    Column(
        "revenue_cny",
        ("营业收入", "营收", "年营业收入", "主营业务收入", "revenue", "annual revenue"),
    ),
    Column(
        "founded_date",
        ("成立日期", "成立时间", "注册日期", "开业时间", "设立日期", "founded", "registered on"),
    ),
    Column("status", ("登记状态", "经营状态", "企业状态", "运营状态", "状态")),
    Column("closed_date", ("注销日期", "吊销日期", "注销时间", "合并日期", "closed", "closed on")),
    Column(
        "merged_into_uscc",
        (
            "合并至",
            "合并入",
            "吸收合并方",
            "合并后统一社会信用代码",
            "吸收方统一社会信用代码",
            "merged into",
        ),
    ),
    Column("ownership", ("所有制", "控股情况", "企业性质", "所有制性质")),
    Column("entity_type", ("主体类型", "单位类型", "市场主体类型", "机构类型")),
    Column("size", ("企业规模", "规模", "单位规模", "规模类型", "size class")),
    Column(
        "above_scale_from", ("入规日期", "入规时间", "上规时间", "上规日期", "纳统时间", "升规时间")
    ),
    Column("above_scale_until", ("退规日期", "退规时间", "退库时间", "出规时间")),
    Column("renamed_date", ("更名日期", "更名时间", "名称变更日期", "renamed", "renamed on")),
)

_KIND: Final = ("类别", "种类", "entity kind")
_ENTITY: Final = (
    Column(
        "entity_code",
        (
            "编码",
            "代码",
            "编号",
            "标识前缀",
            "园区代码",
            "园区编码",
            "产业链代码",
            "产业链编码",
            "服务商编码",
            "平台编码",
            "节点编码",
            "银行代码",
            "code",
            "id",
            "prefix",
        ),
        required=True,
    ),
    Column("class_code", ("类型", "分类", "级别", "等级", "class", "type", "level")),
    Column(
        "name_zh",
        (
            "名称",
            "中文名称",
            "园区名称",
            "产业链名称",
            "服务商名称",
            "平台名称",
            "节点名称",
            "银行名称",
            "name",
        ),
        required=True,
    ),
    Column("name_en", ("英文名称", "english name")),
    Column(
        "operator_uscc",
        (
            "运营单位统一社会信用代码",
            "统一社会信用代码",
            "运营单位",
            "建设单位",
            "承建单位",
            "链主",
            "operator",
            "uscc",
        ),
    ),
    Column("city", ("城市", "地市", "所在城市", "所在地市", "市", "city code", "行政区划代码")),
    Column(
        "from_date",
        ("起始日期", "开始日期", "成立日期", "上线时间", "认定时间", "接入时间", "from", "since"),
    ),
    Column("until_date", ("终止日期", "结束日期", "截止日期", "until", "to")),
)
ENTITY: Final = (Column("kind", _KIND), *_ENTITY)
#: Of a file whose rows say themselves what they are.
ENTITY_OF_ANY_KIND: Final = (Column("kind", _KIND, required=True), *_ENTITY)

SUPPLY: Final = (
    Column(
        "chain_id",
        ("产业链", "产业链代码", "产业链编码", "产业链名称", "所属产业链", "chain"),
        required=True,
    ),
    Column(
        "supplier_uscc",
        (
            "供应商统一社会信用代码",
            "供方统一社会信用代码",
            "供应商信用代码",
            "供应商",
            "供方",
            "supplier",
        ),
        required=True,
    ),
    Column(
        "buyer_uscc",
        (
            "采购方统一社会信用代码",
            "需方统一社会信用代码",
            "采购方信用代码",
            "采购方",
            "需方",
            "buyer",
        ),
        required=True,
    ),
    Column("item", ("物料", "物料名称", "采购品类", "供应品类", "品类", "product"), required=True),
    Column(
        "spend_cny",
        ("年采购额", "采购额", "采购金额", "年采购金额", "spend", "annual spend"),
        required=True,
    ),
    Column("orders_count", ("订单数", "年订单数", "订单笔数", "orders")),
    Column(
        "quality_data_share",
        ("质量数据共享比例", "共享质量数据的交付比例", "quality data share", "quality share"),
    ),
    Column(
        "from_date",
        ("起始日期", "开始日期", "合作起始日期", "供货起始日期", "from", "since"),
        required=True,
    ),
    Column("until_date", ("终止日期", "结束日期", "合作终止日期", "供货终止日期", "until", "to")),
)

MEMBERSHIP: Final = (
    Column("uscc", ("统一社会信用代码", "社会信用代码", "信用代码", "credit code"), required=True),
    Column("group_kind", ("类别", "种类", "群组类别", "kind"), required=True),
    Column(
        "group_id",
        ("编码", "代码", "群组编码", "所属编码", "园区代码", "产业链代码", "集群编码", "group"),
        required=True,
    ),
    Column("role", ("角色", "链上角色", "地位")),
    Column(
        "from_date",
        ("起始日期", "开始日期", "加入日期", "入园日期", "入园时间", "from", "since"),
        required=True,
    ),
    Column("until_date", ("终止日期", "结束日期", "退出日期", "离园日期", "until", "to")),
)

"""What the shop sells: goods and styles, which together make a name. In English, Japanese and Chinese."""

from __future__ import annotations

from typing import NamedTuple

Words = tuple[str, str, str]


class Category(NamedTuple):
    """A shelf of the shop."""

    name: str
    """What events call it, whatever the visitor's language."""
    title: Words
    yen: int
    """What a thing of it costs in the middle."""
    runs_out: bool
    """Whether it is used up, so that people take more than one and come again."""
    goods: tuple[Words, ...]


CATEGORIES = (
    Category("Tea", ("Tea", "お茶", "茶叶"), 1600, True, (
        ("sencha", "煎茶", "煎茶"), ("matcha", "抹茶", "抹茶"), ("hojicha", "ほうじ茶", "焙茶"),
        ("genmaicha", "玄米茶", "玄米茶"), ("oolong", "烏龍茶", "乌龙茶"), ("black tea", "紅茶", "红茶"),
    )),
    Category("Tableware", ("Tableware", "食器", "餐具"), 3800, False, (
        ("tea bowl", "茶碗", "茶碗"), ("teapot", "急須", "茶壶"), ("plate", "皿", "盘子"),
        ("rice bowl", "飯碗", "饭碗"), ("mug", "マグカップ", "马克杯"), ("chopsticks", "箸", "筷子"),
    )),
    Category("Kitchen", ("Kitchen", "台所用品", "厨具"), 5200, False, (
        ("kitchen knife", "包丁", "菜刀"), ("clay pot", "土鍋", "砂锅"), ("iron pan", "鉄フライパン", "铁锅"),
        ("cutting board", "まな板", "砧板"), ("grater", "おろし金", "擦菜板"), ("kettle", "やかん", "水壶"),
    )),
    Category("Textiles", ("Textiles", "布もの", "布艺"), 2400, False, (
        ("towel", "手ぬぐい", "毛巾"), ("cushion", "クッション", "靠垫"), ("apron", "エプロン", "围裙"),
        ("scarf", "スカーフ", "围巾"), ("table runner", "テーブルランナー", "桌旗"), ("blanket", "ひざ掛け", "毯子"),
    )),
    Category("Stationery", ("Stationery", "文具", "文具"), 1200, True, (
        ("notebook", "ノート", "笔记本"), ("fountain pen", "万年筆", "钢笔"),
        ("letter set", "レターセット", "信纸套装"),
        ("ink", "インク", "墨水"), ("masking tape", "マスキングテープ", "和纸胶带"), ("brush pen", "筆ペン", "毛笔"),
    )),
    Category("Fragrance", ("Fragrance", "香り", "香氛"), 2100, True, (
        ("incense", "お香", "线香"), ("candle", "キャンドル", "蜡烛"), ("room spray", "ルームスプレー", "室内喷雾"),
        ("diffuser", "ディフューザー", "香薰机"), ("sachet", "匂い袋", "香囊"), ("essential oil", "精油", "精油"),
    )),
    Category("Sweets", ("Sweets", "お菓子", "点心"), 1400, True, (
        ("yokan", "羊羹", "羊羹"), ("rice crackers", "せんべい", "米饼"), ("sponge cake", "カステラ", "长崎蛋糕"),
        ("monaka", "最中", "最中饼"), ("chocolate", "チョコレート", "巧克力"),
        ("candied fruit", "果物の砂糖漬け", "蜜饯"),
    )),
    Category("Furniture", ("Furniture", "家具", "家具"), 19800, False, (
        ("floor chair", "座椅子", "和室椅"), ("low table", "ちゃぶ台", "矮桌"), ("lamp", "あかり", "台灯"),
        ("shelf", "棚", "置物架"), ("tatami mat", "畳マット", "榻榻米垫"), ("stool", "スツール", "凳子"),
    )),
)  # fmt: skip

STYLES: tuple[Words, ...] = (
    ("Morning", "朝の", "晨光"), ("Indigo", "藍の", "靛蓝"), ("Kyoto", "京の", "京都"), ("Mountain", "山の", "山野"),
    ("Moonlit", "月夜の", "月夜"), ("Cherry", "桜の", "樱花"), ("Pine", "松の", "松影"), ("Snow", "雪の", "初雪"),
    ("Harbour", "港の", "海港"), ("Festival", "祭りの", "庆典"),
)  # fmt: skip

BRANDS = ("Asagiri", "Hoshikawa", "Midori & Co", "Nami", "Tsukimi", "Yamabuki")
SIZES = ("S", "M", "L")

#: Pages other than goods: (path, titles).
PAGES: tuple[tuple[str, Words], ...] = (
    ("/", ("Home", "ホーム", "首页")),
    ("/help/shipping", ("What shipping costs", "送料について", "运费说明")),
    ("/help/delivery", ("When it arrives", "お届け日について", "送达时间")),
    ("/journal/seasons", ("Our journal: the seasons", "読みもの：季節の便り", "专栏：四季来信")),
)

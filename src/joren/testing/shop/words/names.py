"""Names of people in their own script, with the Latin spelling that their e-mail address has."""

from __future__ import annotations

from joren.testing.shop.words import LANGUAGES

_FAMILY = {
    "en": "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Wright Walker White Edwards "
    "Hughes Green Hall Lewis Clarke Jackson Turner Hill Cooper Ward Morris Moore Clark Baker Harris "
    "King Allen Scott Reed Price Bell Murphy Kelly Bailey Cox Gray Foster",
    "ja": "佐藤:sato 鈴木:suzuki 高橋:takahashi 田中:tanaka 伊藤:ito 渡辺:watanabe 山本:yamamoto "
    "中村:nakamura 小林:kobayashi 加藤:kato 吉田:yoshida 山田:yamada 佐々木:sasaki 山口:yamaguchi "
    "松本:matsumoto 井上:inoue 木村:kimura 林:hayashi 斎藤:saito 清水:shimizu 山崎:yamazaki 森:mori "
    "池田:ikeda 橋本:hashimoto 阿部:abe 石川:ishikawa 山下:yamashita 中島:nakajima 石井:ishii "
    "小川:ogawa 前田:maeda 岡田:okada 長谷川:hasegawa 藤田:fujita 後藤:goto 近藤:kondo 村上:murakami "
    "遠藤:endo 青木:aoki 坂本:sakamoto",
    "zh-Hans": "王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 黄:huang 赵:zhao 吴:wu 周:zhou 徐:xu 孙:sun 马:ma "
    "朱:zhu 胡:hu 郭:guo 何:he 高:gao 林:lin 罗:luo 郑:zheng 梁:liang 谢:xie 宋:song 唐:tang 许:xu "
    "韩:han 冯:feng 邓:deng 曹:cao 彭:peng 曾:zeng 肖:xiao 田:tian 董:dong 袁:yuan 潘:pan 于:yu "
    "蒋:jiang 欧阳:ouyang",
}
_GIVEN = {
    "en": "Olivia Amelia Isla Ava Mia Grace Freya Emily Sophie Ella Poppy Evie Charlotte Lily Alice Daisy "
    "Hannah Ruby Lucy Zoe Oliver George Noah Arthur Harry Leo Jack Charlie Oscar Jacob Henry Thomas "
    "Freddie Alfie Theo William James Ethan Samuel Daniel",
    "ja": "陽菜:hina 結衣:yui 葵:aoi 凛:rin 美咲:misaki 七海:nanami 愛:ai 彩花:ayaka 千尋:chihiro "
    "由美子:yumiko 真理子:mariko 恵子:keiko 直美:naomi 久美子:kumiko 明日香:asuka 花子:hanako "
    "桜:sakura 楓:kaede 智子:tomoko 裕子:yuko 蓮:ren 大翔:hiroto 陽翔:haruto 湊:minato 翔太:shota "
    "健太:kenta 拓也:takuya 大輔:daisuke 誠:makoto 隆:takashi 浩:hiroshi 学:manabu 翼:tsubasa 亮:ryo "
    "悠斗:yuto 和也:kazuya 修:osamu 健一:kenichi 太郎:taro 直樹:naoki",
    "zh-Hans": "芳:fang 娜:na 秀英:xiuying 敏:min 静:jing 丽:li 艳:yan 娟:juan 霞:xia 秀兰:xiulan 桂英:guiying "
    "玉兰:yulan 欣怡:xinyi 梓涵:zihan 诗涵:shihan 雨桐:yutong 思雨:siyu 佳怡:jiayi 婷婷:tingting "
    "雪:xue 伟:wei 强:qiang 磊:lei 军:jun 洋:yang 勇:yong 杰:jie 涛:tao 明:ming 超:chao 平:ping "
    "刚:gang 浩然:haoran 子轩:zixuan 宇航:yuhang 俊杰:junjie 建华:jianhua 志强:zhiqiang 文博:wenbo "
    "晨:chen",
}

#: (region, city) of each country, in the script of its language.
PLACES = {
    "US": (("California", "San Diego"), ("New York", "Buffalo"), ("Texas", "Austin"), ("Oregon", "Portland")),
    "CA": (("Ontario", "Toronto"), ("British Columbia", "Victoria"), ("Quebec", "Montreal")),
    "GB": (("England", "Leeds"), ("England", "Bristol"), ("Scotland", "Glasgow"), ("Wales", "Cardiff")),
    "JP": (
        ("東京都", "世田谷区"),
        ("大阪府", "堺市"),
        ("京都府", "宇治市"),
        ("北海道", "札幌市"),
        ("福岡県", "福岡市"),
    ),
    "CN": (
        ("上海市", "徐汇区"),
        ("北京市", "朝阳区"),
        ("广东省", "深圳市"),
        ("浙江省", "杭州市"),
        ("四川省", "成都市"),
    ),
    "SG": (("新加坡", "裕廊"), ("新加坡", "淡滨尼")),
}


def _pairs(words: str) -> list[tuple[str, str]]:
    """(as written, in Latin letters)."""
    split = [word.partition(":") for word in words.split()]
    return [(written, latin or written.lower()) for written, _, latin in split]


#: By language: (as written, in Latin letters). All languages have the same number.
FAMILY = [_pairs(_FAMILY[language]) for language in LANGUAGES]
GIVEN = [_pairs(_GIVEN[language]) for language in LANGUAGES]


def full_name(language: int, family: str, given: str) -> str:
    """A whole name in the order of the language: given name first only in English; no blank in Chinese."""
    return (f"{given} {family}", f"{family} {given}", f"{family}{given}")[language]

"""The words so frequent that pairs of them are indexed as one: "of the" is then looked up like a rare word.

Part of the index's version: changing a list means indexing anew (segments.search.documents.VERSION).
"""

from segments.search.tokens import fold

ENGLISH = """
a about after again all also always am an and another any anything are around as ask at away back be because been
before being better big but by call came can come could d day did didn do does doesn doing don done down each even ever
every everything feel few find first for from get getting give go goes going gonna good got great guys had happen has
have having he help her here him his how i if in into is isn it its just keep kind know last let life like little ll
long look lot made make making man many maybe me mean means might more most much my need never new next no not nothing
now of off oh ok okay old on once one only or other our out over own part people place point probably put question
really re right s said same saw say saying second see she should show so some something sort start still stuff such
sure t take talk tell than thank that the their them then there these they thing things think this those three through
time to today together too try trying two understand up us use used using ve very want was way we well went were what
when where which while who why will with without work world would yeah year years yes you your
"""
UKRAINIAN = """
а аби або адже але б багато без би більше був бути було була були в вам вас вже ви від він вона вони воно все всі всіх
да де для дня до дуже є ж же за з зараз і із іі ім інше й його ким коли крім ми може можна мене мені мі на над навіть
нам нас наш не неі нього немає ні ніж нічого ну о об один от по потім при про просто раз своі своє сьогодні собі себе
та так також там таке такий твій те тепер ти тим тих то тобто тоді тому тут тільки у усе усі хто хоча це цей ціі цих
цього цьому час чи через чого чому що щоб як яка яке який які якщо я
"""
JAPANESE = """
ある いう いた いて いま いる から けど こと この これ した して する ます ませ ので その それ たい
だと です では ても でも てい とい とか とこ とは ない なっ なの なん には ので のは まし ます もの
よう ょう って った った っと んだ んで うこ うに うな しま しょ すか すね すよ せん そう たち たの
たら だけ
"""

FREQUENT = frozenset(map(fold, f"{ENGLISH} {UKRAINIAN} {JAPANESE}".split()))

"""Numbers of people, planted into texts that others wrote, and numbers beside them that are nobody's: what
api/test_masking.py measures the masker with.

Written before the masker's rules, and from other sources than these: the national numbering plan (libphonenumber's
metadata for Vietnam; the change of the 11-digit mobile numbers in 2018), the forms in which plates are issued and
newspapers and search forms write them, the make-up of identity cards (CCCD: province, sex and century, year,
six digits; CMND: nine digits), and lengths of account numbers by bank.  A # is any digit."""

import dataclasses
import random
import unicodedata

MOBILE = "032 033 034 035 036 037 038 039 052 056 058 059 070 076 077 078 079 081 082 083 084 085 086 088 089 090 091 092 093 094 096 097 098 099".split()
OLD_MOBILE = "0120 0121 0122 0123 0124 0126 0127 0128 0129 0162 0163 0164 0165 0166 0167 0168 0169 0186 0188 0199".split()
LANDLINE = "0203 0204 0205 0209 0211 0220 0222 0225 0228 0234 0236 0254 0292".split()
PROVINCE_OF_CARD = "001 002 004 008 015 019 022 024 027 030 031 034 036 038 040 044 046 048 051 056 060 066 075 079 082 087 092 096".split()
PROVINCE_OF_PLATE = "11 12 14 15 17 19 20 22 29 30 33 34 36 37 38 43 47 49 50 51 59 60 61 65 68 72 75 76 80 83 86 88 89 92 95 98 99".split()
BANKS = {"Vietcombank": (10, 13), "VCB": (10, 13), "Agribank": (13,), "BIDV": (10, 14), "Techcombank": (14,), "MB Bank": (10, 13),
         "ACB": (8, 9), "VietinBank": (12,), "Sacombank": (12,), "TPBank": (11,), "VPBank": (9,)}

# How each is written: lengths of the groups, and what stands between them.
MOBILE_FORMS = [((10,), "")] * 6 + [((4, 3, 3), " "), ((3, 3, 4), " "), ((4, 3, 3), "."), ((3, 3, 4), "."), ((4, 3, 3), "-"), ((3, 3, 4), "-"),
                                    ((4, 2, 2, 2), " "), ((3, 3, 2, 2), "."), ((2, 4, 4), "."), ((4, 6), " "), ((3, 4, 3), " "), ((5, 5), " ")]
ABROAD_FORMS = ["+84{}", "84{}", "0084{}", "+84 {}", "(+84) {}", "(+84){}", "+84-{}", "+84 (0){}", "84 {}"]
LANDLINE_FORMS = ["{0}{1}{2}{3}", "{0} {1}{2}{3}", "({0}) {1}{2}{3}", "{0}.{1}{2}{3}", "{0}-{1}{2}{3}", "{0} {1} {2}{3}", "({0}) {1}.{2}.{3}", "{0}.{1}.{2}.{3}", "{0} {1} {2} {3}"]
CARD_FORMS = [((12,), "")] * 5 + [((3, 3, 3, 3), " "), ((4, 4, 4), " "), ((3, 3, 6), " "), ((3, 3, 3, 3), "."), ((6, 6), " ")]
OLD_CARD_FORMS = [((9,), "")] * 5 + [((3, 3, 3), " "), ((3, 3, 3), "."), ((2, 3, 4), " ")]
ACCOUNT_SPLITS = [(None, "")] * 4 + [(4, " "), (3, " "), (4, "."), (3, "-")]
# l: a letter of a series; S: letter and digit, or two letters, of a motorcycle.
CAR_FORMS = ["Pl-###.##", "Pl ###.##", "Pl-#####", "Pl#####", "Pl ##### ", "Pl - ###.##", "Pl.#####", "Pl.###.##", "P-l ###.##", "Pl-####", "P l #####", "Pl – #####",
             "P LD-###.##", "PLD-#####", "P-KT-#####", "PNN-###.##"]
MOTOR_FORMS = ["P-S ###.##", "PS-###.##", "PS-#####", "PS #####", "PS#####", "P-S-####", "PS  - ####", "P S #####", "P-S #####", "PS ####", "P-S/###.##", "PMĐ1-###.##", "P-MĐ2 ###.##"]
OTHER_PLATES = ["TM-##-##", "KB ##-##", "QH-##-##", "80-NG-###-##", "P-###-NN-##", "P-###-NG-##"]
HIDDEN_PHONES = ["spaced", "wide", "letter", "narrow", "words", "dotted"]
DIGIT_WORDS = "không một hai ba bốn năm sáu bảy tám chín".split()

FRAMES = {
    "phone": ["Liên hệ {}", "SĐT {}", "sđt: {}", "Gọi số {} gặp anh Nam", "Điện thoại {}.", "ĐT {}", "Zalo {}", "Tôi tên Hùng, {}", "cần thêm thông tin xin gọi {} (giờ hành chính)",
              "Mọi chi tiết xin liên hệ qua số điện thoại {} để được hướng dẫn", "{}", "hotline của chủ xe là {}", "Số của tôi:{}", "alo {} nhé"],
    "hidden phone": ["Liên hệ {}", "Số điện thoại của tôi là {}", "gọi {} nhé"],
    "identity": ["CCCD {}", "Số CCCD: {}", "căn cước công dân số {}", "CMND số {}", "cmt {}", "Tôi tên Lê Thị Lan, số định danh {}", "số chứng minh nhân dân {} cấp ngày 20/5/2015", "CMTND: {}",
                 "giấy tờ tùy thân {}"],
    "bare identity": ["Tôi là Trần Văn Bình, {}", "({})", "thông tin của tôi: {}", "Nguyễn Thị Hoa {} thường trú tại thôn Đông"],
    "plate": ["Xe biển số {}", "xe mang BKS {} đỗ chắn lối đi", "biển kiểm soát {}", "ô tô {} chạy ẩu", "Xe tải {} rơi vãi đất đá", "chiếc xe máy {} lấn làn", "BSX: {}", "biển {}", "xe {} đỗ suốt đêm",
              "taxi {}", "xe khách {} dừng đón khách sai chỗ"],
    "named plate": ["Xe biển số {}", "xe mang BKS {}", "biển kiểm soát {}", "xe mang biển {}"],
    "e-mail": ["Email {}", "gửi kết quả về {}", "mail: {}", "địa chỉ thư điện tử {} nhé", "{}"],
    "account": ["STK {} {bank}", "số tài khoản {} tại {bank}", "chuyển tiền vào tk {} ({bank})", "Số TK: {} ngân hàng {bank}", "yêu cầu nộp vào tài khoản {} {bank}", "stk {bank} {}", "{bank}: {}",
                "tài khoản ngân hàng {bank} số {}"],
    "passport": ["hộ chiếu số {}", "Passport {}", "số hộ chiếu: {}"],
}

# What looks like it and is nobody's.
NOBODYS = {
    "date": ["ngày #d/#m/202#", "từ #d/#m đến #d/#m/2026", "hôm #d-#m-2026", "ngày 2026-#m-#d", "lúc 0#h30 ngày #d.#m.2026", "giai đoạn 2021-2025", "2021 - 2026", "tháng #m/2026",
             "lúc 07:30:15 #d/#m/2026", "20261#d", "từ 08:00 - 17:30"],
    "house": ["số nhà ###/##/## Lạc Long Quân", "số 1## đường Lê Lợi", "nhà số ##A ngõ ###", "kiệt ##/## hẻm #", "căn hộ 1##5 tòa B#", "lô ##A khu đô thị", "thửa ### tờ bản đồ ##", "LK##-##",
              "block ##A, căn ##.##", "số ##B-## tập thể", "tổ ##, khu phố #", "phòng A##.##", "căn ##A-1#05", "thửa đất số 1###, tờ bản đồ số ##", "lô D# ô 1##"],
    "law": ["Quyết định 31/2021/QĐ-TTg", "Nghị định 356/2025/NĐ-CP", "công văn số 1###/UBND-NC", "Luật 91/2025/QH15", "Thông tư 24/2023/TT-BCA", "theo TCVN 5###:2018", "QCVN 07-9:2023/BXD",
            "hồ sơ số 000.00.19.H05-231120-00##", "văn bản số 5###/SXD-QLN", "mã phản ánh PA-2026-00###", "biên bản 00####/BB-VPHC", "QĐ số 15##/QĐ-UBND ngày #d/#m/2025"],
    "amount": ["250.000.000 đồng", "1.2##.000đ", "3##.000 VND", "250000000 đồng", "thu 1##000000 VNĐ", "tiền nước 1,##5,000 đồng", "hơn 12.345.678.900 đồng", "phạt 800.000-1.000.000 đồng",
               "### triệu", "1 5##.000 đ/tháng", "2##000000đ", "100 000 000 đồng", "giá 0##.000 đồng/m3"],
    "place": ["21.1993, 106.0580", "(21.199347,106.058123)", "21°11'57\"N 106°03'28\"E", "Km 12+500", "QL1A", "QL 18", "ĐT.286", "tỉnh lộ 277", "cột 477E7.4/12A", "trụ số ##/##", "trạm biến áp 110kV E27.##",
              "cao tốc CT.01", "lộ 47#E27.#", "tọa độ 2349876 106054321", "x=2343561.12; y=398765.43"],
    "reading": ["chỉ số 0##45", "đồng hồ nước số 1##", "từ 1.2## lên 1.6## kWh", "công tơ chỉ 04###.#", "1###kWh", "mã khách hàng PA05030####", "PD1200012####", "độ dốc ##%", "rộng 3,5m x dài 12#m",
                "mất nước ## ngày", "áp lực 0.0#5 MPa", "diện tích 1.###,5 m2", "dân số 1.###.###", "đợt 3 (2024)", "seri công tơ 1900####"],
    "service": ["tổng đài 1022", "hotline 1900 1##6", "19006###", "1800 55##", "18001###", "gọi 113", "cứu hỏa 114", "gọi 18008### rồi", "tổng đài 19001###88"],
    "tax": ["mã số thuế 2300######", "MST 0100######", "MST: 2300######-001", "mã số doanh nghiệp 2301######"],
    "vehicle": ["xe 16 chỗ", "xe 29 chỗ", "xe 30 tấn", "tuyến buýt 204B", "xe buýt số 27", "F0 2021", "5G 2100 MHz", "COVID-19 2021", "lớp 12A1", "trường THCS số 2", "iPhone 15 256", "xe container 40 feet",
                "xe 7 chỗ 2019", "máy xúc PC200-8", "đội 15A 2024", "lớp 10A 2026", "phòng 15A 1203", "A4 80 gsm"],
}


@dataclasses.dataclass
class Plant:
    kind: str
    start: int
    end: int
    words: str


def plain(text):
    """Without tone marks, as from an old phone."""
    text = unicodedata.normalize("NFD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).replace("đ", "d").replace("Đ", "D")


def digits(chance, count):
    return "".join(chance.choice("0123456789") for _ in range(count))


def filled(chance, form):
    """A form with its signs replaced."""
    form = form.replace("#d", f"{chance.randint(1, 28):02}").replace("#m", f"{chance.randint(1, 12):02}")
    return "".join(chance.choice("0123456789") if c == "#" else c for c in form)


def grouped(number, form):
    lengths, between = form
    at, groups = 0, []
    for length in lengths:
        groups.append(number[at:at + length])
        at += length
    assert at == len(number), (number, form)
    return between.join(groups)


def mobile(chance):
    number = chance.choice(MOBILE) + digits(chance, 7)
    which = chance.random()
    if which < 0.6:
        return grouped(number, chance.choice(MOBILE_FORMS))
    if which < 0.75:
        tail = grouped(number[1:], chance.choice([((9,), ""), ((2, 3, 2, 2), " "), ((3, 3, 3), " "), ((3, 3, 3), ".")]))
        return chance.choice(ABROAD_FORMS).format(tail)
    if which < 0.85:
        return grouped(chance.choice(OLD_MOBILE) + digits(chance, 7), chance.choice([((11,), ""), ((5, 3, 3), " "), ((4, 3, 4), "."), ((4, 7), " ")]))
    if which < 0.9:  # Hà Nội and Hồ Chí Minh City: two digits, then eight
        area, rest = chance.choice(["024", "028"]), "3" + digits(chance, 7)
        return chance.choice(LANDLINE_FORMS[:7]).format(area, rest[:4], rest[4:6], rest[6:])
    area, rest = chance.choice(LANDLINE), "3" + digits(chance, 6)
    return chance.choice(LANDLINE_FORMS).format(area, rest[:1], rest[1:4], rest[4:])


def hidden_phone(chance):
    """A number as somebody writes it whom machines shall not understand, or as a phone's keyboard left it."""
    number, way = chance.choice(MOBILE) + digits(chance, 7), chance.choice(HIDDEN_PHONES)
    if way == "spaced":
        return " ".join(number)
    if way == "wide":
        return "".join(chr(ord(c) + 0xFEE0) for c in number)
    if way == "letter":
        return number.replace("0", "o" if chance.random() < 0.5 else "O")
    if way == "narrow":
        return number[:4] + chance.choice("\u00a0\u202f\u2009\u200b") + number[4:7] + chance.choice("\u00a0\u202f\u2011\u2013") + number[7:]
    if way == "dotted":
        return "..".join([number[:4], number[4:7], number[7:]])
    return " ".join(DIGIT_WORDS[int(c)] for c in number)


def identity(chance):
    if chance.random() < 0.6:
        number = chance.choice(PROVINCE_OF_CARD) + chance.choice("0123") + digits(chance, 8)
        return grouped(number, chance.choice(CARD_FORMS))
    return grouped(f"{chance.randint(1, 38):02}" + digits(chance, 7), chance.choice(OLD_CARD_FORMS))


def plate(chance, forms=None):
    form = chance.choice(forms or CAR_FORMS + MOTOR_FORMS).strip()
    series = chance.choice("ABCDEFGHKLMNPSTUVXYZ")
    motor = series + chance.choice([chance.choice("123456789"), chance.choice("ABCDEFGHKLMNPSTUVXYZ")])
    form = form.replace("P", chance.choice(PROVINCE_OF_PLATE), 1).replace("S", motor, 1).replace("l", series, 1)
    text = filled(chance, form)
    return text.lower() if chance.random() < 0.2 else text


def e_mail(chance):
    name = chance.choice(["nguyenvana", "tran.thi.binh", "hung_le", "lan-pham", "k.minh"]) + chance.choice(["", digits(chance, 2), digits(chance, 4)])
    at = chance.choice(["@"] * 6 + [" @ ", "(at)", "[at]", " (a) "])
    return name + at + chance.choice(["gmail.com", "yahoo.com.vn", "outlook.com", "bacninh.gov.vn", "icloud.com", "hust.edu.vn"])


def account(chance, bank):
    length = chance.choice(BANKS[bank])
    number, (size, between) = chance.choice("123456789") + digits(chance, length - 1), chance.choice(ACCOUNT_SPLITS)
    return number if not size else between.join(number[i:i + size] for i in range(0, length, size))


def sentence(chance, kind):
    """A sentence, and where in it the number stands."""
    frame = chance.choice(FRAMES[kind])
    bank = chance.choice(sorted(BANKS))
    number = {"phone": mobile, "hidden phone": hidden_phone, "identity": identity, "bare identity": identity, "plate": plate,
              "named plate": lambda c: plate(c, OTHER_PLATES + MOTOR_FORMS), "e-mail": e_mail, "account": lambda c: account(c, bank),
              "passport": lambda c: c.choice("BCNPE") + digits(c, 7)}[kind](chance)
    before, after = frame.replace("{bank}", bank).split("{}")
    return before, number, after


def pieces(text):
    """Where a sentence may be put into a text: before it, after it, and behind each of its sentences."""
    return [0] + [i + 1 for i, c in enumerate(text) if c in ".;!?\n" and i + 1 < len(text) and text[i + 1] == " "] + [len(text)]


def planted(text, seed, people=2, nobodys=2):
    """A text with numbers in it: the text, and the plants by place; of kind "not ...": nobody's."""
    chance = random.Random(seed)
    marks = plain(text) != text
    sentences = []
    kinds = ["phone"] * 5 + ["plate"] * 5 + ["identity"] * 3 + ["bare identity"] + ["e-mail", "account", "account", "named plate", "hidden phone", "passport"]
    for _ in range(people):
        kind = chance.choice(kinds)
        sentences.append((kind, *sentence(chance, kind)))
    for _ in range(nobodys):
        kind = chance.choice(sorted(NOBODYS))
        sentences.append(("not " + kind, chance.choice(["", "Xem ", "Tại "]), filled(chance, chance.choice(NOBODYS[kind])), chance.choice(["", " nhé", " ạ"])))
    chance.shuffle(sentences)
    places = sorted(chance.choice(pieces(text)) for _ in sentences)
    made, plants, last = "", [], 0
    for place, (kind, before, number, after) in zip(places, sentences):
        if not marks:
            before, number, after = plain(before), plain(number), plain(after)
        made += text[last:place]
        made += (" " if made and not made.endswith(" ") else "") + before
        plants.append(Plant(kind, len(made), len(made) + len(number), number))
        made += number + after + chance.choice([".", ". ", "! ", " "])
        made += "" if made.endswith(" ") or place == len(text) else " "
        last = place
    return made + text[last:], plants

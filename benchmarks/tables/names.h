/* Parts of names, companies and cities, from which the generator makes people who do not exist. */
#ifndef CRM_BENCHMARKS_TABLES_NAMES_H
#define CRM_BENCHMARKS_TABLES_NAMES_H

static const char *const given_en[] = {
    "Ada", "Alan", "Alice", "Amir", "Anna", "Bella", "Ben", "Carla", "Carlos", "Chloe", "Dana",
    "Daniel", "Diego", "Elena", "Emma", "Erik", "Fatima", "Felix", "Fiona", "George", "Grace",
    "Hannah", "Henry", "Ines", "Isaac", "Ivan", "Jack", "James", "Jane", "Jonas", "Julia", "Karim",
    "Kate", "Laura", "Leo", "Lucy", "Maria", "Mark", "Maya", "Mia", "Nadia", "Nina", "Noah",
    "Olga", "Oliver", "Omar", "Paul", "Petra", "Quinn", "Rachel", "Raj", "Rosa", "Ruth", "Sam",
    "Sara", "Simon", "Sofia", "Thomas", "Uma", "Vera", "Victor", "Wendy", "Yusuf", "Zoe"};

static const char *const surname_en[] = {
    "Adams", "Ahmed", "Baker", "Becker", "Bell", "Brown", "Carter", "Castro", "Clark", "Costa",
    "Davies", "Diaz", "Edwards", "Evans", "Fischer", "Fox", "Garcia", "Green", "Gupta", "Hall",
    "Harris", "Hughes", "Ivanov", "Jackson", "Jensen", "Johnson", "Jones", "Kaya", "Kelly", "Khan",
    "King", "Kumar", "Larsen", "Lewis", "Lopez", "Martin", "Meyer", "Miller", "Moore", "Morgan",
    "Murphy", "Nguyen", "Novak", "O'Brien", "Olsen", "Parker", "Patel", "Perez", "Price", "Rossi",
    "Schmidt", "Silva", "Singh", "Smith", "Stewart", "Taylor", "Turner", "Walker", "Ward", "Weber",
    "White", "Wilson", "Wood", "Young"};

static const char *const surname_zh[] = {
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
    "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
    "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "欧阳",
    "上官"};

static const char *const given_zh[] = {
    "伟", "芳", "娜", "敏", "静", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
    "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "萍", "红", "玲", "芬", "燕", "彬", "凤", "洁",
    "梅", "琳", "素", "云", "莲", "真", "环", "雪", "荣", "爱", "妹", "香", "月", "莺", "媛", "瑞",
    "凡", "佳", "嘉", "琼", "勤", "珍", "贞", "莉", "君", "浩", "宇", "轩", "子", "涵", "博", "文"};

static const char *const brand_en[] = {
    "Alder", "Amber", "Anchor", "Arrow", "Aspen", "Atlas", "Beacon", "Birch", "Bluebird", "Bolt",
    "Bridge", "Canyon", "Cedar", "Clover", "Comet", "Copper", "Coral", "Crane", "Crest", "Delta",
    "Echo", "Elm", "Ember", "Falcon", "Fjord", "Garnet", "Granite", "Harbor", "Hazel", "Heron",
    "Horizon", "Ivory", "Jade", "Juniper", "Keystone", "Lark", "Lumen", "Maple", "Meadow", "Mesa",
    "Nimbus", "North", "Oak", "Onyx", "Orchid", "Osprey", "Pine", "Pioneer", "Quartz", "Raven",
    "Ridge", "River", "Saffron", "Sable", "Sierra", "Slate", "Summit", "Tidal", "Topaz", "Vale",
    "Vertex", "Willow", "Zenith", "Zephyr"};

static const char *const trade_en[] = {
    "Analytics", "Bakery", "Chemicals", "Clothing", "Components", "Design", "Electronics", "Energy",
    "Foods", "Furniture", "Glass", "Logistics", "Machines", "Media", "Medical", "Metals", "Motors",
    "Optics", "Packaging", "Paper", "Plastics", "Printing", "Robotics", "Seeds", "Shipping",
    "Software", "Steel", "Systems", "Textiles", "Tools", "Travel", "Water"};

static const char *const form_en[] = {"Inc.", "Ltd", "LLC", "GmbH", "PLC", "Group", "& Co.", "AG"};

static const char *const city_zh[] = {
    "北京", "上海", "广州", "深圳", "杭州", "南京", "苏州", "成都", "武汉", "重庆", "西安", "天津",
    "青岛", "大连", "厦门", "宁波", "长沙", "郑州", "合肥", "福州", "济南", "昆明", "沈阳", "佛山",
    "无锡", "东莞", "南昌", "哈尔滨", "长春", "太原", "贵阳", "石家庄"};

static const char *const brand_zh[] = {
    "金桥", "蓝海", "星火", "云帆", "天成", "博远", "瑞丰", "宏图", "新诚", "恒信", "华源", "泰安",
    "明德", "嘉和", "远大", "东方", "长青", "正道", "盛世", "同舟", "千里", "百川", "九州", "四季",
    "银河", "北斗", "南山", "西湖", "中联", "联创", "智汇", "锐思"};

static const char *const trade_zh[] = {
    "网络科技", "信息技术", "电子商务", "文化传媒", "机械制造", "生物医药", "新能源", "建筑工程",
    "物流", "餐饮管理", "服装", "教育咨询", "食品", "家居用品", "环保科技", "电子"};

static const char *const city_en[] = {
    "Amsterdam", "Athens", "Austin", "Berlin", "Boston", "Brussels", "Chicago", "Copenhagen",
    "Dallas", "Denver", "Dublin", "Geneva", "Hamburg", "Helsinki", "Leeds", "Lisbon", "London",
    "Lyon", "Madrid", "Miami", "Milan", "Munich", "Oslo", "Paris", "Phoenix", "Porto", "Prague",
    "Rome", "Seattle", "Stockholm", "Vienna", "Zurich"};

static const char *const lead_source[] = {
    "web", "referral", "event", "advertising", "partner", "cold call", "walk-in", "400"};

#endif

/**
 * A warehouse of our own making with the shapes of a decision-support benchmark: wholesale orders with
 * their items, customers, parts, suppliers and offers. Skewed as such data are: few parts sell most,
 * dates follow each other, amounts follow quantities. No index and no key, as the published
 * evaluations of index advisors load it. About 350 MB.
 */
export const warehouseData = `
  SELECT setseed(0.42);
  CREATE TABLE region (region_id int NOT NULL, name text NOT NULL, remark text);
  CREATE TABLE nation (nation_id int NOT NULL, name text NOT NULL, region_id int NOT NULL, remark text);
  CREATE TABLE supplier (supplier_id int NOT NULL, name text NOT NULL, address text NOT NULL,
    nation_id int NOT NULL, phone text NOT NULL, balance numeric(15,2) NOT NULL, remark text NOT NULL);
  CREATE TABLE part (part_id int NOT NULL, name text NOT NULL, maker text NOT NULL, brand text NOT NULL,
    kind text NOT NULL, size int NOT NULL, container text NOT NULL, price numeric(15,2) NOT NULL, remark text);
  CREATE TABLE offer (part_id int NOT NULL, supplier_id int NOT NULL, available int NOT NULL,
    cost numeric(15,2) NOT NULL, remark text NOT NULL);
  CREATE TABLE customer (customer_id int NOT NULL, name text NOT NULL, address text NOT NULL,
    nation_id int NOT NULL, phone text NOT NULL, balance numeric(15,2) NOT NULL, segment text NOT NULL, remark text NOT NULL);
  CREATE TABLE orders (order_id int NOT NULL, customer_id int NOT NULL, status text NOT NULL,
    total numeric(15,2) NOT NULL, ordered date NOT NULL, priority text NOT NULL, clerk text NOT NULL,
    ship_priority int NOT NULL, remark text NOT NULL);
  CREATE TABLE item (order_id int NOT NULL, part_id int NOT NULL, supplier_id int NOT NULL, line int NOT NULL,
    quantity numeric(15,2) NOT NULL, price numeric(15,2) NOT NULL, discount numeric(15,2) NOT NULL,
    tax numeric(15,2) NOT NULL, returned text NOT NULL, status text NOT NULL, shipped date NOT NULL,
    promised date NOT NULL, received date NOT NULL, instruction text NOT NULL, mode text NOT NULL, remark text NOT NULL);

  INSERT INTO region SELECT n, (ARRAY['AFRICA','AMERICA','ASIA','EUROPE','MIDDLE EAST'])[n + 1], 'none' FROM generate_series(0, 4) n;
  INSERT INTO nation SELECT n, 'NATION ' || n, n % 5, 'none' FROM generate_series(0, 24) n;
  INSERT INTO supplier SELECT n, 'Supplier#' || n, md5(n::text), (power(random(), 1.5) * 25)::int % 25,
    (10 + n % 25) || '-555-' || n, (random() * 11000 - 1000)::numeric(15,2),
    CASE WHEN random() < 0.001 THEN 'Customer Complaints' ELSE md5(n::text) || md5((n + 1)::text) END
    FROM generate_series(1, 2000) n;
  INSERT INTO part SELECT n, (ARRAY['almond','forest','green','ivory','navy','plum','salmon','tan'])[1 + (random() * 7)::int] || ' ' ||
      (ARRAY['azure','black','brown','cream','khaki','lime','mint','rose'])[1 + (random() * 7)::int] || ' ' || n,
    'Maker#' || 1 + n % 5, 'Brand#' || 1 + n % 5 || 1 + n / 7 % 5,
    (ARRAY['STANDARD','SMALL','MEDIUM','LARGE','ECONOMY','PROMO'])[1 + n % 6] || ' ' ||
      (ARRAY['ANODIZED','BURNISHED','PLATED','POLISHED','BRUSHED'])[1 + n / 6 % 5] || ' ' ||
      (ARRAY['TIN','NICKEL','BRASS','STEEL','COPPER'])[1 + n / 30 % 5],
    1 + (random() * 49)::int,
    (ARRAY['SM','LG','MED','JUMBO','WRAP'])[1 + n % 5] || ' ' || (ARRAY['CASE','BOX','BAG','JAR','PKG','PACK','CAN','DRUM'])[1 + n / 5 % 8],
    900 + n % 1000, 'part ' || n
    FROM generate_series(1, 40000) n;
  INSERT INTO offer SELECT p, 1 + (p * 4 + s * 499) % 2000, (random() * 9999)::int, (random() * 1000)::numeric(15,2),
    repeat(md5((p * 4 + s)::text), 4)
    FROM generate_series(1, 40000) p, generate_series(0, 3) s;
  INSERT INTO customer SELECT n, 'Customer#' || n, md5(n::text), (power(random(), 1.5) * 25)::int % 25,
    (10 + (random() * 24)::int) || '-555-' || n, (random() * 11000 - 1000)::numeric(15,2),
    (ARRAY['AUTOMOBILE','BUILDING','FURNITURE','MACHINERY','HOUSEHOLD'])[1 + floor(power(random(), 1.3) * 5)::int],
    md5(n::text) || md5((n * 2)::text)
    FROM generate_series(1, 30000) n;
  INSERT INTO orders SELECT n * 4, 1 + (power(random(), 1.4) * 19999)::int * 3 / 2, 'F', 0,
    date '1992-01-01' + (n::bigint * 2400 / 300000)::int + (random() * 5)::int,
    (ARRAY['1-URGENT','2-HIGH','3-MEDIUM','4-NOT SPECIFIED','5-LOW'])[1 + n % 5], 'Clerk#' || n % 200, 0,
    CASE WHEN random() < 0.01 THEN 'special packages requests' ELSE md5(n::text) || md5((n + 7)::text) END
    FROM generate_series(1, 300000) n;
  INSERT INTO item SELECT order_id, part_id, 1 + (part_id * 4 + (random() * 3)::int * 499) % 2000, line, quantity,
      (quantity * (900 + part_id % 1000))::numeric(15,2), ((random() * 10)::int / 100.0)::numeric(15,2),
      ((random() * 8)::int / 100.0)::numeric(15,2),
      CASE WHEN shipped < '1995-06-17' THEN (ARRAY['R','A'])[1 + (random() < 0.5)::int] ELSE 'N' END,
      CASE WHEN shipped < '1995-06-17' THEN 'F' ELSE 'O' END, shipped, ordered + 30 + (random() * 60)::int,
      shipped + 1 + (random() * 29)::int,
      (ARRAY['DELIVER IN PERSON','COLLECT COD','NONE','TAKE BACK RETURN'])[1 + (random() * 3)::int],
      (ARRAY['REG AIR','AIR','RAIL','SHIP','TRUCK','MAIL','FOB'])[1 + (random() * 6)::int], md5(line::text)
    FROM (SELECT order_id, ordered, line, 1 + (power(random(), 1.3) * 39999)::int AS part_id,
        1 + (random() * 49)::int AS quantity, ordered + 1 + (random() * 120)::int AS shipped
      FROM orders, generate_series(1, 1 + (order_id / 4 * 5 % 7)) line) made;
  VACUUM ANALYZE;
`

/** Nineteen analytic questions, in the shapes of the published benchmark (without its second, 17th and 20th). */
export const warehouseQueries: string[] = [
  `SELECT returned, status, sum(quantity), sum(price), sum(price * (1 - discount)), sum(price * (1 - discount) * (1 + tax)), avg(quantity), avg(discount), count(*)
    FROM item WHERE shipped <= date '1998-12-01' - interval '90 day' GROUP BY returned, status ORDER BY returned, status`,
  `SELECT i.order_id, sum(i.price * (1 - i.discount)) AS revenue, o.ordered, o.ship_priority
    FROM customer c, orders o, item i WHERE c.segment = 'BUILDING' AND c.customer_id = o.customer_id AND i.order_id = o.order_id
      AND o.ordered < date '1995-03-15' AND i.shipped > date '1995-03-15'
    GROUP BY i.order_id, o.ordered, o.ship_priority ORDER BY revenue DESC, o.ordered LIMIT 10`,
  `SELECT priority, count(*) FROM orders o WHERE ordered >= date '1993-07-01' AND ordered < date '1993-10-01'
      AND EXISTS (SELECT * FROM item i WHERE i.order_id = o.order_id AND i.promised < i.received)
    GROUP BY priority ORDER BY priority`,
  `SELECT n.name, sum(i.price * (1 - i.discount)) AS revenue FROM customer c, orders o, item i, supplier s, nation n, region r
    WHERE c.customer_id = o.customer_id AND i.order_id = o.order_id AND i.supplier_id = s.supplier_id AND c.nation_id = s.nation_id
      AND s.nation_id = n.nation_id AND n.region_id = r.region_id AND r.name = 'ASIA'
      AND o.ordered >= date '1994-01-01' AND o.ordered < date '1995-01-01' GROUP BY n.name ORDER BY revenue DESC`,
  `SELECT sum(price * discount) FROM item WHERE shipped >= date '1994-01-01' AND shipped < date '1995-01-01'
      AND discount BETWEEN 0.05 AND 0.07 AND quantity < 24`,
  `SELECT s_nation, c_nation, year, sum(volume) FROM (
      SELECT n1.name AS s_nation, n2.name AS c_nation, extract(year FROM i.shipped) AS year, i.price * (1 - i.discount) AS volume
      FROM supplier s, item i, orders o, customer c, nation n1, nation n2
      WHERE s.supplier_id = i.supplier_id AND o.order_id = i.order_id AND c.customer_id = o.customer_id
        AND s.nation_id = n1.nation_id AND c.nation_id = n2.nation_id
        AND ((n1.name = 'NATION 6' AND n2.name = 'NATION 7') OR (n1.name = 'NATION 7' AND n2.name = 'NATION 6'))
        AND i.shipped BETWEEN date '1995-01-01' AND date '1996-12-31') AS shipping
    GROUP BY s_nation, c_nation, year ORDER BY s_nation, c_nation, year`,
  `SELECT year, sum(CASE WHEN nation = 'NATION 2' THEN volume ELSE 0 END) / sum(volume) FROM (
      SELECT extract(year FROM o.ordered) AS year, i.price * (1 - i.discount) AS volume, n2.name AS nation
      FROM part p, supplier s, item i, orders o, customer c, nation n1, nation n2, region r
      WHERE p.part_id = i.part_id AND s.supplier_id = i.supplier_id AND i.order_id = o.order_id AND o.customer_id = c.customer_id
        AND c.nation_id = n1.nation_id AND n1.region_id = r.region_id AND r.name = 'AMERICA' AND s.nation_id = n2.nation_id
        AND o.ordered BETWEEN date '1995-01-01' AND date '1996-12-31' AND p.kind = 'ECONOMY ANODIZED STEEL') AS all_nations
    GROUP BY year ORDER BY year`,
  `SELECT nation, year, sum(amount) FROM (
      SELECT n.name AS nation, extract(year FROM o.ordered) AS year, i.price * (1 - i.discount) - f.cost * i.quantity AS amount
      FROM part p, supplier s, item i, offer f, orders o, nation n
      WHERE s.supplier_id = i.supplier_id AND f.supplier_id = i.supplier_id AND f.part_id = i.part_id AND p.part_id = i.part_id
        AND o.order_id = i.order_id AND s.nation_id = n.nation_id AND p.name LIKE '%green%') AS profit
    GROUP BY nation, year ORDER BY nation, year DESC`,
  `SELECT c.customer_id, c.name, sum(i.price * (1 - i.discount)) AS revenue, c.balance, n.name, c.address, c.phone, c.remark
    FROM customer c, orders o, item i, nation n WHERE c.customer_id = o.customer_id AND i.order_id = o.order_id
      AND o.ordered >= date '1993-10-01' AND o.ordered < date '1994-01-01' AND i.returned = 'R' AND c.nation_id = n.nation_id
    GROUP BY c.customer_id, c.name, c.balance, c.phone, n.name, c.address, c.remark ORDER BY revenue DESC LIMIT 20`,
  `SELECT f.part_id, sum(f.cost * f.available) AS value FROM offer f, supplier s, nation n
    WHERE f.supplier_id = s.supplier_id AND s.nation_id = n.nation_id AND n.name = 'NATION 7' GROUP BY f.part_id
    HAVING sum(f.cost * f.available) > (SELECT sum(f.cost * f.available) * 0.0001 FROM offer f, supplier s, nation n
      WHERE f.supplier_id = s.supplier_id AND s.nation_id = n.nation_id AND n.name = 'NATION 7') ORDER BY value DESC`,
  `SELECT i.mode, sum(CASE WHEN o.priority = '1-URGENT' OR o.priority = '2-HIGH' THEN 1 ELSE 0 END), sum(CASE WHEN o.priority <> '1-URGENT' AND o.priority <> '2-HIGH' THEN 1 ELSE 0 END)
    FROM orders o, item i WHERE o.order_id = i.order_id AND i.mode IN ('MAIL', 'SHIP') AND i.promised < i.received
      AND i.shipped < i.promised AND i.received >= date '1994-01-01' AND i.received < date '1995-01-01' GROUP BY i.mode ORDER BY i.mode`,
  `SELECT orders_made, count(*) AS customers FROM (SELECT c.customer_id, count(o.order_id) AS orders_made
      FROM customer c LEFT OUTER JOIN orders o ON c.customer_id = o.customer_id AND o.remark NOT LIKE '%special%requests%'
      GROUP BY c.customer_id) AS made GROUP BY orders_made ORDER BY customers DESC, orders_made DESC`,
  `SELECT 100.00 * sum(CASE WHEN p.kind LIKE 'PROMO%' THEN i.price * (1 - i.discount) ELSE 0 END) / sum(i.price * (1 - i.discount))
    FROM item i, part p WHERE i.part_id = p.part_id AND i.shipped >= date '1995-09-01' AND i.shipped < date '1995-10-01'`,
  `WITH revenue AS (SELECT supplier_id, sum(price * (1 - discount)) AS total FROM item
      WHERE shipped >= date '1996-01-01' AND shipped < date '1996-04-01' GROUP BY supplier_id)
    SELECT s.supplier_id, s.name, s.address, s.phone, r.total FROM supplier s, revenue r
    WHERE s.supplier_id = r.supplier_id AND r.total = (SELECT max(total) FROM revenue) ORDER BY s.supplier_id`,
  `SELECT p.brand, p.kind, p.size, count(DISTINCT f.supplier_id) AS suppliers FROM offer f, part p
    WHERE p.part_id = f.part_id AND p.brand <> 'Brand#45' AND p.kind NOT LIKE 'MEDIUM POLISHED%' AND p.size IN (49, 14, 23, 45, 19, 3, 36, 9)
      AND f.supplier_id NOT IN (SELECT supplier_id FROM supplier WHERE remark LIKE '%Customer%Complaints%')
    GROUP BY p.brand, p.kind, p.size ORDER BY suppliers DESC, p.brand, p.kind, p.size`,
  `SELECT c.name, c.customer_id, o.order_id, o.ordered, o.total, sum(i.quantity) FROM customer c, orders o, item i
    WHERE o.order_id IN (SELECT order_id FROM item GROUP BY order_id HAVING sum(quantity) > 300)
      AND c.customer_id = o.customer_id AND o.order_id = i.order_id
    GROUP BY c.name, c.customer_id, o.order_id, o.ordered, o.total ORDER BY o.total DESC, o.ordered LIMIT 100`,
  `SELECT sum(i.price * (1 - i.discount)) FROM item i, part p WHERE
      (p.part_id = i.part_id AND p.brand = 'Brand#12' AND p.container IN ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG') AND i.quantity >= 1 AND i.quantity <= 11
        AND p.size BETWEEN 1 AND 5 AND i.mode IN ('AIR', 'REG AIR') AND i.instruction = 'DELIVER IN PERSON')
      OR (p.part_id = i.part_id AND p.brand = 'Brand#23' AND p.container IN ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK') AND i.quantity >= 10 AND i.quantity <= 20
        AND p.size BETWEEN 1 AND 10 AND i.mode IN ('AIR', 'REG AIR') AND i.instruction = 'DELIVER IN PERSON')
      OR (p.part_id = i.part_id AND p.brand = 'Brand#34' AND p.container IN ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG') AND i.quantity >= 20 AND i.quantity <= 30
        AND p.size BETWEEN 1 AND 15 AND i.mode IN ('AIR', 'REG AIR') AND i.instruction = 'DELIVER IN PERSON')`,
  `SELECT s.name, count(*) AS waited FROM supplier s, item i1, orders o, nation n
    WHERE s.supplier_id = i1.supplier_id AND o.order_id = i1.order_id AND o.status = 'F' AND i1.received > i1.promised
      AND EXISTS (SELECT * FROM item i2 WHERE i2.order_id = i1.order_id AND i2.supplier_id <> i1.supplier_id)
      AND NOT EXISTS (SELECT * FROM item i3 WHERE i3.order_id = i1.order_id AND i3.supplier_id <> i1.supplier_id AND i3.received > i3.promised)
      AND s.nation_id = n.nation_id AND n.name = 'NATION 20' GROUP BY s.name ORDER BY waited DESC, s.name LIMIT 100`,
  `SELECT code, count(*), sum(balance) FROM (SELECT substring(phone FROM 1 FOR 2) AS code, balance FROM customer c
      WHERE substring(phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17')
        AND balance > (SELECT avg(balance) FROM customer WHERE balance > 0.00 AND substring(phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30', '18', '17'))
        AND NOT EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.customer_id)) AS sale GROUP BY code ORDER BY code`,
]

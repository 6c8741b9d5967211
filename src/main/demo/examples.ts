import type { DemoExample } from '#shared/contract/demo.ts'

/** The planted problems that show best in one plan; the first is the one offered first. */
export const examples: Omit<DemoExample, 'targetId'>[] = [
  {
    id: 'revenue',
    title: 'Revenue by country and category',
    problem: 'An expensive aggregate: over half a million rows are sorted on disk to print fifty.',
    sql: `SELECT c.country, p.category, date_trunc('month', o.created_at) AS month,
       sum(i.quantity * i.unit_price) AS revenue, count(DISTINCT o.id) AS orders
FROM order_items i
JOIN orders o ON o.id = i.order_id
JOIN products p ON p.id = i.product_id
JOIN customers c ON c.id = o.customer_id
WHERE o.created_at >= '2025-07-01' AND o.status <> 'cancelled'
GROUP BY 1, 2, 3
ORDER BY revenue DESC
LIMIT 50`,
  },
  {
    id: 'sold',
    title: 'How often each product was sold',
    problem: 'A missing foreign-key index: the whole of order_items is read once for every product.',
    sql: `SELECT p.name, (SELECT count(*) FROM order_items i WHERE i.product_id = p.id) AS sold
FROM products p
WHERE p.category = 'audio' AND p.id <= 60`,
  },
  {
    id: 'refunds',
    title: 'Customers with the most refunds',
    problem: 'Stale statistics: one row is expected, 66,667 come, and a nested loop looks each of them up.',
    sql: `SELECT c.name, count(*) AS refunds, max(e.created_at) AS latest
FROM events e
JOIN customers c ON c.id = e.customer_id
WHERE e.kind = 'refund' AND e.created_at > '2026-05-01'
GROUP BY c.id
ORDER BY refunds DESC
LIMIT 20`,
  },
  {
    id: 'page',
    title: 'A deep page of events',
    problem: 'Deep OFFSET: 300,000 rows are sorted on disk and thrown away to show fifty.',
    sql: `SELECT * FROM events ORDER BY created_at DESC, id OFFSET 300000 LIMIT 50`,
  },
  {
    id: 'pending',
    title: 'The oldest pending orders',
    problem: 'A missing composite index: half a million orders are read to find a hundred.',
    sql: `SELECT * FROM orders WHERE status = 'pending' ORDER BY created_at LIMIT 100`,
  },
]

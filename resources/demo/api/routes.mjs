import { quote } from './quote.mjs'

/** Everybody who ever looked at a product, kept for good: the leak. */
const visitors = []

const routes = [
  ['GET', /^\/$/, home],
  ['GET', /^\/health$/, async ({ pool }) => ({ ok: (await pool.query('SELECT 1')).rowCount === 1 })],
  ['GET', /^\/catalogue$/, catalogue],
  ['GET', /^\/products\/(\d+)$/, product],
  ['GET', /^\/customers\/(\d+)\/orders$/, customerOrders],
  ['GET', /^\/events$/, events],
  ['GET', /^\/reports\/revenue$/, revenue],
  ['GET', /^\/quote\/(\d+)$/, async ({ params }) => quote(Number(params[0]))],
  ['GET', /^\/orders\/pending$/, pendingOrders],
  ['POST', /^\/orders$/, placeOrder],
]

export function findRoute(method, path) {
  for (const [wanted, pattern, handler] of routes) {
    const match = method === wanted ? pattern.exec(path) : null
    if (match) return (context) => handler({ ...context, params: match.slice(1) })
  }
  return undefined
}

async function home() {
  return { shop: 'Pitwall demo', routes: routes.map(([method, pattern]) => `${method} ${pattern.source}`) }
}

/** SELECT * with a wide column nobody shows, in one large answer. */
async function catalogue({ pool }) {
  const { rows } = await pool.query('SELECT * FROM products ORDER BY name LIMIT 500')
  return { products: rows }
}

/** Cached in Redis without an expiry, and remembered for ever in memory. */
async function product({ pool, redis, params, request }) {
  const id = Number(params[0])
  visitors.push({
    id,
    at: new Date(),
    agent: request.headers['user-agent'],
    trail: Array.from({ length: 64 }, (_, i) => `${id}:${i}`),
  })
  const key = `cache:product:${id}`
  const cached = await redis?.get(key).catch(() => null)
  if (cached) return JSON.parse(cached)
  const { rows } = await pool.query(
    'SELECT id, sku, name, category, price, stock FROM products WHERE id = $1',
    [id],
  )
  if (rows[0]) await redis?.set(key, JSON.stringify(rows[0])).catch(() => null)
  return rows[0]
}

/** N+1: one query for the orders, then one more for each order's items. */
async function customerOrders({ pool, params }) {
  const { rows } = await pool.query(
    'SELECT id, status, total, created_at FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 20',
    [Number(params[0])],
  )
  for (const order of rows) {
    const items = await pool.query(
      'SELECT i.product_id, p.name, i.quantity, i.unit_price FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id = $1',
      [order.id],
    )
    order.items = items.rows
  }
  return { orders: rows }
}

/** Pages by OFFSET: the deeper the page, the more rows are read and thrown away. */
async function events({ pool, url }) {
  const page = Math.max(0, Number(url.searchParams.get('page') ?? 0) || 0)
  const { rows } = await pool.query('SELECT * FROM events ORDER BY created_at DESC, id OFFSET $1 LIMIT 50', [
    page * 50,
  ])
  return { page, events: rows }
}

/** The same expensive aggregate for everybody, computed anew each time. */
async function revenue({ pool }) {
  const { rows } = await pool.query(
    `SELECT p.category, c.country, sum(i.quantity * i.unit_price) AS revenue
     FROM order_items i
     JOIN orders o ON o.id = i.order_id
     JOIN products p ON p.id = i.product_id
     JOIN customers c ON c.id = o.customer_id
     GROUP BY p.category, c.country ORDER BY p.category, c.country`,
  )
  return { revenue: rows }
}

/** Nothing leads to the few that are pending: all orders are read for each page of them. */
async function pendingOrders({ pool }) {
  const { rows } = await pool.query(
    'SELECT id, customer_id, total, created_at FROM orders WHERE status = $1 AND created_at > $2 ORDER BY created_at LIMIT 100',
    ['pending', '2026-06-01'],
  )
  return { orders: rows }
}

async function placeOrder({ pool }) {
  const customer = 1 + Math.floor(Math.random() * 100_000)
  const { rows } = await pool.query(
    `INSERT INTO orders (customer_id, status, currency, total, shipping_address)
     VALUES ($1, 'pending', 'EUR', 42.50, '{"street": "1 Main Street", "zip": "00001"}') RETURNING id`,
    [customer],
  )
  await pool.query(
    'INSERT INTO order_items (order_id, product_id, quantity, unit_price) VALUES ($1, $2, 1, 42.50)',
    [rows[0].id, 1 + Math.floor(Math.random() * 5000)],
  )
  return rows[0]
}

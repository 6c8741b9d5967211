/**
 * A price for a quantity, found by trying every split of the parcel: synchronous, and slow enough
 * (tens of milliseconds) to hold up everybody else.
 */
export function quote(quantity) {
  const parcels = Math.min(quantity, 400)
  let best = Number.POSITIVE_INFINITY
  for (let first = 0; first <= parcels; first++) {
    for (let second = 0; second <= parcels - first; second++) {
      best = Math.min(best, parcelPrice(first) + parcelPrice(second) + parcelPrice(parcels - first - second))
    }
  }
  return { quantity, price: Number(best.toFixed(2)) }
}

function parcelPrice(items) {
  let price = items === 0 ? 0 : 4.9
  for (let step = 1; step <= Math.min(items, 60); step++) price += 1 / Math.sqrt(step)
  return price
}

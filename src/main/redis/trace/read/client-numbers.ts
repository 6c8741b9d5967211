/** So many clients are told apart; where each request has a connection of its own there are more. */
const CLIENTS = 200_000

/** Numbers for the clients of a trace, in the order of appearance. */
export class ClientNumbers {
  private readonly numbers = new Map<string, number>()
  private next = 0

  of(name: string): number {
    let number = this.numbers.get(name)
    if (number === undefined) {
      if (this.numbers.size >= CLIENTS) this.numbers.clear()
      number = this.next
      this.next += 1
      this.numbers.set(name, number)
    }
    return number
  }
}

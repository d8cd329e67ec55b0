import type {Environment} from '@marcbachmann/cel-js'

/** The number that the text of a quantity means; undefined for what is none. */
export type ParseQuantity = (text: string) => number | undefined

/** A Kubernetes quantity inside an expression. */
class Quantity {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

const sign = (value: number): bigint => BigInt(Math.sign(value))
const amount = (other: Quantity | bigint): number => (other instanceof Quantity ? other.value : Number(other))

/** Kubernetes' quantity library: `quantity('1Gi').isGreaterThan(quantity(self.memory))` and the like. */
export function registerQuantities(environment: Environment, parse: ParseQuantity): void {
  const read = (text: string): number | undefined => (/^[+-]?[\d.]/.test(text) ? parse(text) : undefined)
  const quantity = (text: string): Quantity => {
    const value = read(text)
    if (value === undefined)
      throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    return new Quantity(value)
  }
  environment
    .registerType('Quantity', Quantity)
    .registerFunction('quantity(string): Quantity', quantity)
    .registerFunction('isQuantity(string): bool', (text: string) => read(text) !== undefined)
    .registerFunction('Quantity.isInteger(): bool', (one: Quantity) => Number.isInteger(one.value))
    .registerFunction('Quantity.asInteger(): int', (one: Quantity) => {
      if (!Number.isInteger(one.value)) throw new Error('cannot convert value to integer')
      return BigInt(one.value)
    })
    .registerFunction('Quantity.asApproximateFloat(): double', (one: Quantity) => one.value)
    .registerFunction('Quantity.sign(): int', (one: Quantity) => sign(one.value))
    .registerFunction('Quantity.isGreaterThan(Quantity): bool', (a: Quantity, b: Quantity) => a.value > b.value)
    .registerFunction('Quantity.isLessThan(Quantity): bool', (a: Quantity, b: Quantity) => a.value < b.value)
    .registerFunction('Quantity.compareTo(Quantity): int', (a: Quantity, b: Quantity) => sign(a.value - b.value))
  for (const other of ['Quantity', 'int'])
    environment
      .registerFunction(
        `Quantity.add(${other}): Quantity`,
        (a: Quantity, b: Quantity | bigint) => new Quantity(a.value + amount(b)),
      )
      .registerFunction(
        `Quantity.sub(${other}): Quantity`,
        (a: Quantity, b: Quantity | bigint) => new Quantity(a.value - amount(b)),
      )
}

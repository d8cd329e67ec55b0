const binary: readonly (readonly [string, (a: number, b: number) => number])[][] = [
  [['||', (a, b) => Number(a !== 0 || b !== 0)]],
  [['&&', (a, b) => Number(a !== 0 && b !== 0)]],
  [
    ['==', (a, b) => Number(a === b)],
    ['!=', (a, b) => Number(a !== b)],
  ],
  [
    ['<=', (a, b) => Number(a <= b)],
    ['>=', (a, b) => Number(a >= b)],
    ['<', (a, b) => Number(a < b)],
    ['>', (a, b) => Number(a > b)],
  ],
  [
    ['+', (a, b) => a + b],
    ['-', (a, b) => a - b],
  ],
  [
    ['*', (a, b) => a * b],
    ['/', (a, b) => divide(a, b)],
    ['%', (a, b) => a - divide(a, b) * b],
  ],
]

function divide(a: number, b: number): number {
  if (b === 0) throw new RangeError('divide by zero')
  return Math.trunc(a / b)
}

/**
 * The value of a shell's arithmetic (`$((…))`): whole numbers, comparisons, `&& || !`, `? :`, assignments. Throws
 * RangeError in words for anything else.
 */
export function arithmetic(
  text: string,
  read: (name: string) => string,
  write: (name: string, value: string) => void,
): number {
  const tokens = text.match(/\d+|[A-Za-z_]\w*|\+=|-=|\*=|\|\||&&|[=!<>]=|[-+*/%<>()!?:=]/g) ?? []
  let at = 0
  const next = (): string | undefined => tokens[at]
  const variable = (name: string): number => {
    const value = Number(read(name) || '0')
    if (!Number.isInteger(value)) throw new RangeError(`${read(name)}: not a number`)
    return value
  }

  function assignment(): number {
    const name = next() ?? ''
    const sign = tokens[at + 1] ?? ''
    if (!/^[A-Za-z_]/.test(name) || !['=', '+=', '-=', '*='].includes(sign)) return choice()
    at += 2
    const right = assignment()
    const old = sign === '=' ? 0 : variable(name)
    const value = sign === '=' ? right : sign === '+=' ? old + right : sign === '-=' ? old - right : old * right
    write(name, String(value))
    return value
  }

  function choice(): number {
    const test = level(0)
    if (next() !== '?') return test
    at++
    const yes = assignment()
    if (tokens[at++] !== ':') throw new RangeError('arithmetic syntax error')
    const no = assignment()
    return test !== 0 ? yes : no
  }

  function level(depth: number): number {
    const operators = binary[depth]
    if (!operators) return unary()
    let value = level(depth + 1)
    for (;;) {
      const found = operators.find(([sign]) => sign === next())
      if (!found) return value
      at++
      value = found[1](value, level(depth + 1))
    }
  }

  function unary(): number {
    const token = tokens[at++]
    if (token === '-') return -unary()
    if (token === '+') return unary()
    if (token === '!') return Number(unary() === 0)
    if (token === '(') {
      const value = assignment()
      if (tokens[at++] !== ')') throw new RangeError('arithmetic syntax error')
      return value
    }
    if (token !== undefined && /^\d/.test(token)) return Number(token)
    if (token !== undefined && /^[A-Za-z_]/.test(token)) return variable(token)
    throw new RangeError('arithmetic syntax error')
  }

  if (tokens.length === 0) return 0
  const value = assignment()
  if (at < tokens.length) throw new RangeError('arithmetic syntax error')
  return value
}

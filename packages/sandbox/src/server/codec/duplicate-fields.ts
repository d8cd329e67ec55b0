interface Level {
  /** Keys seen in an object; undefined in an array. */
  readonly keys: Set<string> | undefined
  readonly path: string
  index: number
  key: string
}

/** Paths of repeated keys in valid JSON text, in document order. `JSON.parse` keeps the last one silently. */
export function duplicateFields(text: string): string[] {
  const found: string[] = []
  const stack: Level[] = []
  let expectKey = false
  for (let i = 0; i < text.length; i++) {
    const top = stack.at(-1)
    switch (text[i]) {
      case '"': {
        const end = endOfString(text, i)
        if (expectKey && top?.keys) {
          top.key = keyText(text, i, end)
          if (top.keys.has(top.key)) found.push(pathOf(top))
          top.keys.add(top.key)
          expectKey = false
        }
        i = end
        break
      }
      case '{':
        stack.push({keys: new Set(), path: top ? pathOf(top) : '', index: 0, key: ''})
        expectKey = true
        break
      case '[':
        stack.push({keys: undefined, path: top ? pathOf(top) : '', index: 0, key: ''})
        expectKey = false
        break
      case ',':
        if (top?.keys) expectKey = true
        else if (top) top.index++
        break
      case '}':
      case ']':
        stack.pop()
        expectKey = false
        break
      default:
    }
  }
  return found
}

const pathOf = ({keys, path, key, index}: Level): string =>
  keys ? (path ? `${path}.${key}` : key) : `${path}[${index}]`

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0
    while (text[end - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return end
  }
  return text.length
}

function keyText(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end)
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
}

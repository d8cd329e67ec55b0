/**
 * Version rules of OME's runtime selection (sgl-project/ome v0.1.5 `pkg/modelver`, restated): `[v]MAJOR[.MINOR[.PATCH…]]`,
 * where the patch may carry `.devN`, `-pre` or `+build` tails.
 */
export interface ModelVersion {
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint]
  readonly prefix: '' | 'v'
  /** How many of the three numbers were written. */
  readonly parts: number
  readonly pre: readonly string[]
  readonly build: readonly string[]
  readonly dev: readonly string[]
}

export type VersionOperator = 'Equal' | 'GreaterThan' | 'GreaterThanOrEqual'

/** Undefined for a text the controller refuses to parse; such a version matches nothing. */
export function parseVersion(text: string): ModelVersion | undefined {
  const [first = '', second, ...rest] = text.split('.')
  const prefix = first.startsWith('v') ? 'v' : ''
  const tail = second === undefined || rest.length === 0 ? undefined : rest.join('.')
  const [beforeBuild, build] = cut(tail ?? '0', '+')
  const [beforePre, pre] = cut(beforeBuild, '-')
  const [patchText, dev] = cut(beforePre, '.')
  const major = parseNumber(first.slice(prefix.length))
  const minor = parseNumber(second ?? '0')
  const patch = parseNumber(patchText)
  if (major === undefined || minor === undefined || patch === undefined) return undefined
  if ([...build, ...pre, ...dev].includes('')) return undefined
  const parts = second === undefined ? 1 : tail === undefined ? 2 : 3
  return {numbers: [major, minor, patch], prefix, parts, pre, build, dev}
}

/** Whether a runtime that lists `supported` under `operator` takes a model of version `model`. */
export function versionMatches(supported: string, model: string, operator: string = 'Equal'): boolean {
  const left = parseVersion(supported)
  const right = parseVersion(model)
  if (!left || !right) return false
  const order = compareVersions(left, right)
  if (operator === 'Equal' || isUnofficial(left) || isUnofficial(right)) return order === 0
  if (left.parts !== right.parts || left.prefix !== right.prefix) return false
  if (operator === 'GreaterThan') return order > 0
  if (operator === 'GreaterThanOrEqual') return order >= 0
  return order === 0
}

/** Negative, zero or positive. Numbers first, then pre-release, build and dev tails part by part as text. */
export function compareVersions(left: ModelVersion, right: ModelVersion): number {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0n
    if (number !== other) return number < other ? -1 : 1
  }
  return compareTexts(left.pre, right.pre) || compareTexts(left.build, right.build) || compareTexts(left.dev, right.dev)
}

const isUnofficial = (version: ModelVersion): boolean =>
  version.pre.length + version.build.length + version.dev.length > 0

function compareTexts(left: readonly string[], right: readonly string[]): number {
  for (const [index, text] of left.entries()) {
    const other = right[index]
    if (other === undefined) return 1
    if (text !== other) return text < other ? -1 : 1
  }
  return left.length - right.length
}

/** The text before the mark, and the dot-separated words after it. */
function cut(text: string, mark: string): [before: string, words: readonly string[]] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, []] : [text.slice(0, at), text.slice(at + 1).split('.')]
}

function parseNumber(text: string): bigint | undefined {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) return undefined
  return BigInt(text)
}

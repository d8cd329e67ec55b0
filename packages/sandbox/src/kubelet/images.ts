import {hash32} from '../random.ts'

export type ImageAnswer =
  | {readonly bytes: number; readonly digest: string}
  /** Why the pull fails, in the container runtime's words. */
  | {readonly error: string}

const part = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const host = '(?:[a-zA-Z0-9.-]+|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?'
const reference = new RegExp(
  `^(?:${host}/)?${part}(?:/${part})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$`,
)

/** Why a text cannot name an image, as the reference parser of container runtimes says it. */
export function nameProblem(image: string): string | undefined {
  if (image.length <= longestName && reference.test(image)) return undefined
  const name = image.replace(/:[^/]*$/, '')
  const isOnlyCase = image.length <= longestName && name !== name.toLowerCase() && reference.test(image.toLowerCase())
  if (!isOnlyCase) return 'invalid reference format'
  const repository = name.includes('/') ? name : `library/${name}`
  return `invalid reference format: repository name (${repository}) must be lowercase`
}

const longestName = 4096

const large = ['vllm', 'sglang', 'sgl-project', 'pytorch', 'cuda', 'tritonserver', 'text-generation']

/**
 * What a registry would say about an image. Everything exists but two kinds: images of a host under `.invalid` (RFC 2606: it never resolves)
 * and the tag `does-not-exist`.
 */
export function pullImage(image: string): ImageAnswer {
  const host = image.split('/')[0] ?? ''
  if (/\.invalid(:\d+)?$/.test(host)) {
    return {
      error: `failed to pull and unpack image "${image}": failed to resolve reference "${image}": failed to do request: dial tcp: lookup ${host}: no such host`,
    }
  }
  if (image.endsWith(':does-not-exist')) {
    return {
      error: `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`,
    }
  }
  const isLarge = large.some((word) => image.includes(word))
  const bytes = (isLarge ? 8e9 : 6e7) * (0.7 + (hash32(image) % 1000) / 1600)
  return {bytes: Math.round(bytes), digest: digestOf(image)}
}

/** A made-up digest, the same for the same image. */
export const digestOf = (image: string): string =>
  `sha256:${Array.from({length: 8}, (_, part) => hash32(`${image}/${part}`).toString(16).padStart(8, '0')).join('')}`

const bytesPerSecond = 2.5e8

/** Cluster milliseconds a pull takes on a warm network. */
export const pullMs = (bytes: number): number => 800 + (bytes / bytesPerSecond) * 1000

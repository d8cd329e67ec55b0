import {OmeError} from '@ome/sdk/errors'

/** Where the data come from. */
export type TuningInput =
  | {readonly urls: readonly string[]; readonly notes: readonly string[]}
  | {readonly claim: string}
  | {readonly image: string}

/** Where the adapter goes. */
export type TuningOutput = {readonly claim: string} | {readonly image: string}

const instead = 'give a public or presigned https URL, pvc://CLAIM, or image:REF'

/** Reads the values of `--input`: URLs, or one claim, or one image. Throws `usage` for others. */
export function parseInput(typed: readonly string[]): TuningInput {
  const read = typed.map((text) => inputOf(text.trim()))
  const urls = read.flatMap((each) => ('urls' in each ? each.urls : []))
  const [first, second] = read
  if (!first) throw new OmeError('usage', 'where are the data? --input is missing', [instead])
  if (urls.length === read.length) return {urls, notes: read.flatMap((each) => ('urls' in each ? each.notes : []))}
  if (second) throw new OmeError('usage', 'the data are several URLs, or one claim, or one image', [instead])
  return first
}

function inputOf(text: string): TuningInput {
  const claim = claimOf(text)
  if (claim !== undefined) return {claim}
  if (text.startsWith('image:')) return {image: imageOf(text.slice('image:'.length), '--input')}
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'gs') return publicObject(text)
  if (scheme === 'http' || scheme === 'https') return {urls: [publicUrl(text)], notes: []}
  if (scheme !== undefined) throw new OmeError('usage', `"${text}": KAITO reads no ${scheme}:// addresses`, [instead])
  const isLocal = /^[.~]{0,2}\/|\.(?:csv|jsonl?|parquet|arrow|tar)$/i.test(text)
  const what = isLocal ? 'is a file of this machine, which KAITO cannot read' : 'is no place of data'
  throw new OmeError('usage', `"${text}" ${what}`, [instead])
}

/** Cloud Storage serves public objects under https; a bucket is no file. */
function publicObject(text: string): TuningInput {
  const [, bucket, object] = /^gs:\/\/([a-z0-9][a-z0-9._-]+)(?:\/(.*))?$/i.exec(text) ?? []
  if (bucket === undefined || object === undefined || object === '' || object.endsWith('/'))
    throw new OmeError('usage', `"${text}" is a bucket, and KAITO downloads files by their URL`, [
      'name a public object: gs://BUCKET/OBJECT',
      instead,
    ])
  const url = `https://storage.googleapis.com/${bucket}/${object.split('/').map(encodeURIComponent).join('/')}`
  return {urls: [url], notes: [`"${text}" is taken as ${url}, which has to be public`]}
}

/** Hosts KAITO refuses. Source: KAITO v0.12 `api/v1beta1/workspace_validation.go`. */
const privateHost =
  /^(?:localhost|.*\.localhost|.*\.local|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|169\.254\..*|0\..*|\[.*|metadata\.google\.internal)$/

function publicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) throw new OmeError('usage', `"${text}" is no URL`, [instead])
  if (privateHost.test(url.hostname))
    throw new OmeError('usage', `"${text}": KAITO downloads from public hosts only`, [instead])
  if (url.username !== '' || url.password !== '')
    throw new OmeError('usage', `the URL of ${url.host} holds a password, which everybody could read`, [
      'give a presigned URL',
    ])
  // KAITO hands all URLs to its downloader in one text, with blanks between them.
  return /\s/.test(text) ? url.href : text
}

function claimOf(text: string): string | undefined {
  if (!text.startsWith('pvc://')) return undefined
  const claim = /^pvc:\/\/([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)\/?$/.exec(text)?.[1]
  if (claim !== undefined) return claim
  throw new OmeError('usage', `"${text}" names no claim`, ['a claim of the namespace is written pvc://CLAIM'])
}

const image =
  /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?::\d+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/

function imageOf(text: string, flag: string): string {
  if (image.test(text)) return text
  throw new OmeError('usage', `${flag} "${text}" is no image`, ['an image is written REGISTRY/NAME:TAG, in lower case'])
}

/** Reads `--output`: a claim or an image. Throws `usage` for others. */
export function parseOutput(typed: string | undefined): TuningOutput {
  const text = typed?.trim() ?? ''
  if (text === '')
    throw new OmeError('usage', 'where shall the adapter go? --output is missing', [
      'give an image, REGISTRY/NAME:TAG, or pvc://CLAIM',
    ])
  const claim = claimOf(text)
  if (claim !== undefined) return {claim}
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    throw new OmeError('usage', `"${text}": KAITO writes adapters to images and claims only`, [
      'give an image, REGISTRY/NAME:TAG, or pvc://CLAIM',
    ])
  return {image: imageOf(text.replace(/^image:/, ''), '--output')}
}

const volume = (claimName: string): Record<string, unknown> => ({volumeSource: {persistentVolumeClaim: {claimName}}})

/** The field of a Workspace; private images are pulled with a secret. */
export function inputField(input: TuningInput, pullSecret?: string): Readonly<Record<string, unknown>> {
  if ('urls' in input) return {urls: [...input.urls]}
  if ('claim' in input) return volume(input.claim)
  return {image: input.image, ...(pullSecret !== undefined && {imagePullSecrets: [pullSecret]})}
}

/** The field of a Workspace; images are pushed with a secret. */
export const outputField = (output: TuningOutput, secret: string | undefined): Readonly<Record<string, unknown>> =>
  'claim' in output
    ? volume(output.claim)
    : {image: output.image, ...(secret !== undefined && {imagePushSecret: secret})}

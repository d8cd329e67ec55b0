import {createHash} from 'node:crypto'

/** SHA-256 in hex: of a text it is the id that the service gives it. */
export const textDigest = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

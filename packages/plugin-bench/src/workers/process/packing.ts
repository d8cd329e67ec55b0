import {gunzipSync, gzipSync} from 'node:zlib'

/** Bytes or a value, compressed and in base64. */
export const packed = (content: Uint8Array | string): string => gzipSync(content).toString('base64')

export const unpacked = (base64: string): string => gunzipSync(Buffer.from(base64, 'base64')).toString('utf8')

import {isOmeError} from '@ome/sdk/errors'

/** The value, or undefined when this person may not read it. */
export async function ifAllowed<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied') return undefined
    throw error
  }
}

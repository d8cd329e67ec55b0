import {isOmeError} from '@ome/sdk/errors'
import {serverStatus} from '@ome/sdk/status'

/** The value, or undefined when this person may not read it. Throws when the cluster does not know who asks. */
export async function ifAllowed<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading
  } catch (error) {
    if (isOmeError(error) && error.kind === 'denied' && serverStatus(error)?.code !== 401) return undefined
    throw error
  }
}

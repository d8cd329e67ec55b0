import {join} from 'node:path'

/** Where what is known of a person's rights at one server is kept. */
export const callerFolder = (cache: string, caller: string): string => join(accessFolder(cache), caller)

export const accessFolder = (cache: string): string => join(cache, 'access')

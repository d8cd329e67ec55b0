import type {Need} from '@ome/sdk/need'
import {namesKaito} from '../kaito-observe/needs.ts'

/** Asking what one may do is everybody's right. */
export const checksAccess: readonly Need[] = namesKaito

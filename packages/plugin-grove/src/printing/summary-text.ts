import {fileText} from '@ome/sdk/output'
import type {Sha256} from '../domain/grove-objects.ts'
import {healthIn} from '../look/usecases/bundle-summary.ts'
import type {Found} from '../look/usecases/collect-bundle.ts'
import {setHealth} from '../look/views/set-health.ts'

/** What `health` shows, from what was collected. */
export const summaryText = (found: Found, sha256: Sha256, now: Date): string =>
  fileText(setHealth, healthIn(found, sha256), now)

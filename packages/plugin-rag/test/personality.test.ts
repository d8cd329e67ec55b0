import {join} from 'node:path'
import {personalityRows} from '@ome/testkit/personality'

personalityRows(join(import.meta.dirname, '..'))

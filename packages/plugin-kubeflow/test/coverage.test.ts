import {join} from 'node:path'
import {coverage} from '@ome/testkit/coverage'

coverage(join(import.meta.dirname, '..'))

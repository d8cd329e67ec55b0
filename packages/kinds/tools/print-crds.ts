import {allCrds} from '../src/crd.ts'

// Prints all CustomResourceDefinitions as one List.
process.stdout.write(`${JSON.stringify({apiVersion: 'v1', kind: 'List', items: allCrds()}, null, 2)}\n`)

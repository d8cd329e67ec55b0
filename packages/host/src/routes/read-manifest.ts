import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {foreignManifestFile} from '@ome/installer/artifact/foreign-run'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {fullManifest, isForeign} from '../foreign/manifest-rows.ts'
import type {PluginManifest} from './plugin-manifest.ts'

/** The file that describes the commands of a plugin: of TypeScript, or of programs of any language. */
export function manifestPath(root: string): string {
  const programs = join(root, foreignManifestFile)
  return existsSync(programs) ? programs : join(root, 'oclif.manifest.json')
}

const longest = 16 * 1024 * 1024

/** Reads a manifest. Throws on a missing file and on text that is no manifest. */
export function readManifest(root: string): PluginManifest {
  const path = manifestPath(root)
  const manifest: unknown = JSON.parse(String(readPlainFile(path, longest)))
  if (isForeign(manifest)) return fullManifest(manifest)
  if (!isManifest(manifest)) throw new Error(`${path} is not an oclif manifest`)
  return manifest
}

const isManifest = (value: unknown): value is PluginManifest =>
  typeof value === 'object' &&
  value !== null &&
  'version' in value &&
  'commands' in value &&
  typeof value.commands === 'object' &&
  value.commands !== null

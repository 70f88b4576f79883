#!/usr/bin/env node
// What types are stripped of and compiled to is kept beside the packages, where only who may change the
// program may write: a server that was killed is back a third sooner. Without a place it goes without.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/phu-song', import.meta.url)))

await import('./commands/main.ts')

/** Where the program begins, once `phu-song.mjs` has started the Node that it needs. */
import './commands/main.ts'

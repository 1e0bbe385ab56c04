// Says what loading a strategy (the first argument) changes on the prototypes that all strategies of passport-oauth2
// share.
import { createRequire } from 'node:module';
import OAuth2Strategy from 'passport-oauth2';

const { OAuth2 } = createRequire(createRequire(import.meta.url).resolve('passport-oauth2'))('oauth');
const shared = {
  'passport.Strategy': Object.getPrototypeOf(OAuth2Strategy.prototype),
  OAuth2Strategy: OAuth2Strategy.prototype,
  OAuth2: OAuth2.prototype,
};

const describe = () =>
  new Map(
    Object.entries(shared).flatMap(([owner, prototype]) =>
      Reflect.ownKeys(prototype).map((key) => [`${owner}.${String(key)}`, prototype[key]]),
    ),
  );

const before = describe();
await import(process.argv[2]);
const after = describe();
const names = new Set([...before.keys(), ...after.keys()]);
console.log(JSON.stringify([...names].filter((name) => before.get(name) !== after.get(name))));

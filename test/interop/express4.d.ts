// Express 4 under another name. Of what the tests use, the types of 5 tell nothing that is not so in 4.
declare module 'express4' {
  import express from 'express';
  export default express;
}

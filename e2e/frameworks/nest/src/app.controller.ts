import { Controller, Get, Query } from '@nestjs/common';

@Controller()
export class AppController {
  @Get('api/hello')
  hello(@Query('name') name = 'nest') {
    return { hello: name };
  }
}

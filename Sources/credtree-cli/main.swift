import CredtreeCommand

RootCommand.run()

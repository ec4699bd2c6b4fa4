import CredentialProtocols

HelperProgram.run(as: .docker)

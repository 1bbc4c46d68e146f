using Kiln.Cli;

using var interruption = new Interruption();
return await KilnCommandLine.RunAsync(args, CommandOutput.ForConsole(), interruption.Token).ConfigureAwait(false);

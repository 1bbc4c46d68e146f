namespace Kiln.LocalHost.SampleApp.Http;

public sealed record Greeting(string Name);

namespace Kiln.LocalHost.Hosting;

/// <summary>The content of <c>service.json</c>.</summary>
/// <param name="Url">Where the service listens, without a slash at the end.</param>
/// <param name="Pid">Its process id.</param>
/// <param name="StartedAt">When it began to listen, UTC.</param>
internal sealed record ServiceFileContent(string Url, int Pid, DateTimeOffset StartedAt);

using System.CommandLine;

namespace Kiln.Cli.Service;

/// <summary>The options that say which service a command talks to.</summary>
internal sealed class ServiceOptionSet
{
    private readonly Option<string?> _server = new("--server")
    {
        Description = "URL of a running service. Default: the one of the data directory, started when it does not run.",
        HelpName = "URL",
    };

    private readonly Option<string?> _apiKey = new("--api-key")
    {
        Description = $"API key. Default: {ApiKeys.Variable}, else the local service's development key.",
        HelpName = "KEY",
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Data directory of the local service. Default: ./.kiln.",
        HelpName = "DIR",
        DefaultValueFactory = _ => ".kiln",
    };

    private readonly Option<string> _storage = new("--storage")
    {
        Description = "Where a service that is started keeps its data: its directory, or the Azure storage emulator. Default: local.",
        HelpName = "local|azurite",
        DefaultValueFactory = _ => "local",
    };

    public ServiceOptionSet()
    {
        _storage.AcceptOnlyFromAmong("local", "azurite");
        _server.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var url }] && ParseUrl(url) is null)
            {
                result.AddError($"--server wants an http or https URL, not '{url}'");
            }
        });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_apiKey);
        AddDataTo(command);
    }

    /// <summary>Adds only the choice of where data is.</summary>
    public void AddDataTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_storage);
    }

    /// <summary>What was given.</summary>
    public ServiceOptions Read(ParseResult result) => new(
        ParseUrl(result.GetValue(_server)),
        result.GetValue(_apiKey),
        Path.GetFullPath(result.GetValue(_data)!),
        OnAzurite: result.GetValue(_storage) == "azurite");

    private static Uri? ParseUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}

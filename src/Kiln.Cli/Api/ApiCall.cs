namespace Kiln.Cli.Api;

/// <summary>How long a request may take.</summary>
internal enum ApiCall
{
    /// <summary>Small bodies both ways, or a long poll: a minute.</summary>
    Quick,

    /// <summary>A file moves: as long as it takes.</summary>
    Transfer,
}

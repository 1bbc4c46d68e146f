using System.CommandLine;
using System.Text.Json.Nodes;

namespace Kiln.Cli.Conversions;

/// <summary>An option of <c>kiln convert</c> that is a parameter of the API; the service checks its value.</summary>
/// <param name="Field">Name of the parameter in the API.</param>
/// <param name="Option">The option.</param>
/// <param name="Read">Its value in the API's type; null when it was not given.</param>
internal sealed record ConversionParameter(string Field, Option Option, Func<ParseResult, JsonNode?> Read)
{
    /// <summary>An option with a whole number.</summary>
    public static ConversionParameter Integer(string field, string option, string description) =>
        Of<int?>(field, option, "N", description, value => value is { } given ? JsonValue.Create(given) : null);

    /// <summary>An option with a number.</summary>
    public static ConversionParameter Number(string field, string option, string unit, string description) =>
        Of<double?>(field, option, unit, description, value => value is { } given ? JsonValue.Create(given) : null);

    /// <summary>An option with a text.</summary>
    public static ConversionParameter Text(string field, string option, string valueName, string description) =>
        Of<string?>(field, option, valueName, description, value => value is null ? null : JsonValue.Create(value));

    /// <summary>An option without a value, which sets the field when it is given.</summary>
    public static ConversionParameter Flag(string field, string option, bool sets, string description) =>
        Of<bool>(field, option, null, description, given => given ? JsonValue.Create(sets) : null);

    /// <summary>An option that is given once for each entry, as <c>key=value</c>.</summary>
    public static ConversionParameter Map(string field, string option, string description)
    {
        var parameter = Of<string[]>(field, option, "KEY=VALUE", description, entries =>
            entries is not { Length: > 0 } ? null : new JsonObject(entries.Select(Entry)));
        parameter.Option.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1) is { } wrong)
            {
                result.AddError($"{option} wants KEY=VALUE, not '{wrong.Value}'");
            }
        });
        return parameter;
    }

    private static KeyValuePair<string, JsonNode?> Entry(string text)
    {
        int split = text.IndexOf('=', StringComparison.Ordinal);
        return new(text[..split], JsonValue.Create(text[(split + 1)..]));
    }

    private static ConversionParameter Of<T>(
        string field, string option, string? valueName, string description, Func<T?, JsonNode?> toJson)
    {
        var definition = new Option<T>(option) { Description = description, HelpName = valueName };
        return new ConversionParameter(field, definition, result => toJson(result.GetValue(definition)));
    }
}

using Kiln.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace Kiln.LocalHost.Settings;

/// <summary>The app's settings by name, and the <c>%NAME%</c> that attributes and host.json may hold.</summary>
/// <param name="configuration">Where settings are looked up; two underscores in a name stand for a colon.</param>
internal sealed class AppSettings(IConfiguration configuration)
{
    /// <summary>Puts the values of settings in place of every <c>%NAME%</c> in a text.</summary>
    /// <param name="text">The text; percent signs come in pairs around a name.</param>
    /// <param name="where">Names the text in errors.</param>
    /// <exception cref="LocalHostException">A named setting does not exist, or a percent sign has no partner.</exception>
    public string Expand(string text, string where)
    {
        for (int start = text.IndexOf('%', StringComparison.Ordinal); start >= 0; start = text.IndexOf('%', start))
        {
            int end = text.IndexOf('%', start + 1);
            if (end < 0)
            {
                throw new LocalHostException($"{where}: '{text}' has a percent sign without its partner; write %NAME%.");
            }

            string name = text[(start + 1)..end];
            string value = configuration[name.Replace("__", ":", StringComparison.Ordinal)] ?? throw new LocalHostException(
                $"{where}: there is no setting '{name}' for %{name}%. Set it in the environment or in local.settings.json.");
            text = string.Concat(text.AsSpan(0, start), value, text.AsSpan(end + 1));
            start += value.Length;
        }

        return text;
    }

    /// <summary>Whether the operator switched a function off, by <c>AzureWebJobs.NAME.Disabled</c>.</summary>
    public bool IsDisabled(string functionName) =>
        bool.TryParse(configuration[$"AzureWebJobs.{functionName}.Disabled"], out bool disabled) && disabled;
}

using System.ComponentModel;
using System.Globalization;
using Kiln.LocalHost.Functions.Discovery;
using Microsoft.AspNetCore.Http;

namespace Kiln.LocalHost.Functions.Invocation;

/// <summary>Turns a route value, which is text, into a parameter's type.</summary>
internal static class BindingDataConverter
{
    /// <summary>
    /// Converts a value in the invariant culture. Absent or empty: the parameter's default value, else null or zero. Text that is no
    /// such value throws <see cref="BadHttpRequestException"/> with status 400.
    /// </summary>
    public static object? Convert(ParameterBinding binding, object? value)
    {
        if (value is null or "")
        {
            return binding.Parameter.HasDefaultValue ? binding.Parameter.DefaultValue : null;
        }

        Type target = Nullable.GetUnderlyingType(binding.Type) ?? binding.Type;
        if (target.IsInstanceOfType(value))
        {
            return value;
        }

        string text = System.Convert.ToString(value, CultureInfo.InvariantCulture)!;
        try
        {
            return target == typeof(string) ? text : TypeDescriptor.GetConverter(target).ConvertFromInvariantString(text);
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new BadHttpRequestException(
                $"'{text}' is no valid {binding.Name}: it must be a {target.Name}.", StatusCodes.Status400BadRequest, fault);
        }
    }
}

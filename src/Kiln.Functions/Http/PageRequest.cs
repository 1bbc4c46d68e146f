using System.Globalization;
using Kiln.Functions.Configuration;

namespace Kiln.Functions.Http;

/// <summary>A numbered page, as the query string asks for it.</summary>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">Items a page.</param>
internal sealed record PageRequest(int Page, int PageSize)
{
    public static PageRequest From(HttpRequest request, KilnOptions options)
    {
        List<FieldFault> faults = [];
        int page = Read("page", 1, int.MaxValue, 1);
        int size = Read("pageSize", 1, options.MaxPageSize, options.DefaultPageSize);
        return faults.Count == 0 ? new PageRequest(page, size) : throw ApiException.Unprocessable(faults);

        int Read(string name, int least, int most, int absent)
        {
            string? text = request.Query[name];
            if (string.IsNullOrEmpty(text))
            {
                return absent;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            {
                return value;
            }

            string range = most == int.MaxValue ? $"at least {least}" : $"between {least} and {most}";
            faults.Add(new FieldFault(name, $"Must be an integer {range}"));
            return absent;
        }
    }
}

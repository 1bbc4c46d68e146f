using Kiln.Functions.Http;

namespace Kiln.Functions.Operator;

/// <summary>The rule for names of organisations that operators give.</summary>
internal static class OrganisationName
{
    private const int Longest = 64;

    public static void Require(string name)
    {
        bool valid = name.Length is > 0 and <= Longest
            && name[0] != '-'
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        if (!valid)
        {
            throw ApiException.Unprocessable(
                [new FieldFault("organisation", $"Must be 1 to {Longest} lower-case letters, digits and hyphens, and not begin with a hyphen")]);
        }
    }
}

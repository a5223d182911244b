namespace Classifier;

internal static class PictureQuestion
{
    public const string Yes = "image request";
    public const string No = "other";
    public const string Instructions =
        """
        "image request": the text asks for an image (picture, photo, drawing, illustration, logo) to be made. "other": anything else, also talking about images or asking what one shows.
        """;

    public static IReadOnlyList<string> Labels { get; } = [Yes, No];
}

namespace Classifier;

internal static class PictureQuestion
{
    public const string Yes = "yes";
    public const string No = "no";
    public const string Instructions = "Does the text ask for a picture (image, photo, drawing, illustration, logo) to be made? Talking about pictures, or asking what one shows, is no.";

    public static IReadOnlyList<string> Labels { get; } = [Yes, No];
}

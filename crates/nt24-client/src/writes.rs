/// Declares writes, one line for each: the constructor of its [`Write`](crate::Write), and the method
/// of [`Client`](crate::Client) with the same arguments that sends it and reads the answer.
///
/// `name(identifiers of the path)(what it carries) -> answer = shape Operation;` where the shape is one
/// of the private constructors of `Write`, which takes what is carried in this order.
macro_rules! writes {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident($($id:ident: $Id:ty),*)($($carried:ident: $Carried:ty),*) -> $Answer:ty
            = $shape:ident $Operation:ident;
    )+) => {
        impl crate::Client {
            $(
                $(#[doc = $doc])+
                ///
                /// # Errors
                /// See [`Error`](crate::Error).
                pub async fn $name(
                    &self,
                    $($id: &$Id,)*
                    $($carried: $Carried,)*
                    key: &nt24::IdempotencyKey,
                ) -> Result<$Answer, crate::Error> {
                    let write = crate::Write::$name($($id,)* $($carried,)* key.clone());
                    crate::answer::Outcome::of(self.send(&write).await?)
                }
            )+
        }

        impl crate::Write {
            $(
                $(#[doc = $doc])+
                #[must_use]
                pub fn $name(
                    $($id: &$Id,)*
                    $($carried: $Carried,)*
                    key: nt24::IdempotencyKey,
                ) -> Self {
                    Self::$shape(nt24::Operation::$Operation, &[$($id.as_str()),*], $($carried,)* key)
                }
            )+
        }
    };
}
